import type { Generated } from "kysely";

/**
 * The tables as they are stored, names in camel case (Kysely's CamelCasePlugin turns them into snake case). Times are
 * UTC milliseconds, dates Indian `YYYY-MM-DD`; columns of JSON hold text, so that every dialect hands over the same.
 */
export interface Tables {
  users: UserRow;
  sessions: SessionRow;
  accounts: AccountRow;
  verifications: VerificationRow;
  apiKeys: ApiKeyRow;
  watchlists: WatchlistRow;
  watchlist: ItemRow;
  subscriptions: SubscriptionRow;
  atmCache: AtmRow;
  subscriptionLog: LogRow;
  eodRuns: EodRunRow;
  settings: SettingRow;
  masterRefreshes: MasterRefreshRow;
}

interface UserRow {
  id: string;
  name: string;
  shareSlots: number | null;
  createdAt: number;
  /** In small letters; null of whoever cannot sign in. */
  email: Generated<string | null>;
  emailVerified: Generated<number>;
  image: Generated<string | null>;
  role: Generated<string>;
  /** Null while active. */
  deactivatedAt: Generated<number | null>;
  updatedAt: Generated<number>;
}

interface SessionRow {
  id: string;
  userId: string;
  /** What the cookie holds beside a signature, without which it is worth nothing. */
  token: string;
  expiresAt: number;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: number;
  updatedAt: number;
}

interface AccountRow {
  id: string;
  userId: string;
  providerId: string;
  accountId: string;
  /** Its hash. */
  password: string | null;
  accessToken: Generated<string | null>;
  refreshToken: Generated<string | null>;
  idToken: Generated<string | null>;
  accessTokenExpiresAt: Generated<number | null>;
  refreshTokenExpiresAt: Generated<number | null>;
  scope: Generated<string | null>;
  createdAt: number;
  updatedAt: number;
}

interface VerificationRow {
  id: string;
  identifier: string;
  /** JSON. */
  value: string;
  expiresAt: number;
  createdAt: number;
  updatedAt: number;
}

interface ApiKeyRow {
  id: string;
  userId: string;
  name: string;
  prefix: string;
  hash: string;
  /** JSON. */
  scopes: string;
  createdAt: number;
  expiresAt: number | null;
  lastUsedAt: number | null;
}

interface WatchlistRow {
  id: string;
  userId: string;
  name: string;
  position: number;
  createdAt: number;
}

interface ItemRow {
  id: string;
  listId: string;
  userId: string;
  kind: string;
  underlying: string;
  instrumentKey: string | null;
  identity: string | null;
  /** JSON. */
  expiries: string | null;
  /** JSON. */
  expiryRule: string | null;
  position: number;
  createdAt: number;
  lastUsedAt: number;
}

interface SubscriptionRow {
  itemId: string;
  state: string;
  reason: string | null;
  keys: number;
  since: number;
}

interface AtmRow {
  underlying: string;
  expiry: string;
  atmStrike: number;
  price: number;
  priceSource: string;
  at: number;
}

interface LogRow {
  id: Generated<number>;
  at: number;
  action: string;
  unitId: string;
  userId: string | null;
  actor: string;
  reason: string;
  legs: number;
  connection: number | null;
}

interface EodRunRow {
  date: string;
  market: string;
  startedAt: number;
  finishedAt: number | null;
  unitsDropped: number;
  legsDropped: number;
  trigger: string;
  error: string | null;
}

interface SettingRow {
  key: string;
  /** JSON. */
  value: string;
  updatedAt: number;
}

interface MasterRefreshRow {
  id: Generated<number>;
  startedAt: number;
  finishedAt: number;
  trigger: string;
  actor: string;
  isForced: number;
  outcome: string;
  reason: string | null;
  instruments: number;
  /** JSON. */
  counts: string | null;
  /** JSON. */
  change: string | null;
}
