import type { z } from "zod";
import type { ChainRefusalReason } from "../../../shared/chain-refusal.ts";
import type { FeedState } from "../../../shared/feed-state.ts";
import type { EodEvent } from "../../../shared/live-events.ts";
import type { masterChangedEvent } from "../../../shared/master-change.ts";
import type { UserEvent } from "../../../shared/user-event.ts";
import { Broadcast } from "./broadcast.ts";

/** What the rest of the server announces and subscriptions pass on. */
export class Announcements {
  readonly feedState = new Broadcast<FeedState>();
  readonly userEvents = new Broadcast<{ userId: string; event: UserEvent }>();
  readonly masterChanges = new Broadcast<z.infer<typeof masterChangedEvent>>();
  readonly eodRuns = new Broadcast<EodEvent["run"]>();
  /** All chains that are watched have been computed; counted. */
  readonly chainBeats = new Broadcast<number>();
  readonly chainsLost = new Broadcast<{ chain: string; userId: string; reason: ChainRefusalReason }>();
}
