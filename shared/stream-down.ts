import { z } from "zod";
import { chainRefusalReason, chainSpec, chainUpdate } from "./chain.ts";
import { feedState } from "./feed-state.ts";
import { instrumentKey } from "./instrument-key-schema.ts";
import { marketSessions } from "./market-sessions.ts";
import { REJECT_REASONS, UNASKED_REASONS } from "./reject-reason.ts";
import { STREAM_VERSION } from "./stream-version.ts";
import { fullTick, ltpTick, mode, quoteTick } from "./tick.ts";
import { streamEvent } from "./user-event.ts";

export const helloMessage = z.object({
  type: z.literal("hello"),
  version: z.literal(STREAM_VERSION),
  /** Names this run of the server: handles and sequence numbers mean nothing in another. */
  epoch: z.string(),
  /** Names this session, for `resume` on another connection. */
  session: z.string(),
});

/** Facts of a subscribed instrument that a reader of its ticks needs. */
export const subscribedInstrument = z.object({
  key: instrumentKey,
  /** Stands for the key in binary frames, within this epoch. */
  handle: z.number().int(),
  /** Prices of its binary records count units of 10^-decimals rupees. */
  decimals: z.union([z.literal(2), z.literal(4)]),
  name: z.string(),
});
export type SubscribedInstrument = z.infer<typeof subscribedInstrument>;

export const subscribedMessage = z.object({
  type: z.literal("subscribed"),
  /** Keys, in the order asked. */
  instruments: z.array(instrumentKey),
  /** The same instruments, with what reading their ticks needs. */
  details: z.array(subscribedInstrument),
  rejected: z.array(z.object({ instrument: z.string(), reason: z.enum(REJECT_REASONS) })),
});

export const unsubscribedMessage = z.object({
  type: z.literal("unsubscribed"),
  instruments: z.array(instrumentKey),
  /** Left out when the client asked for it. */
  reason: z.enum(UNASKED_REASONS).optional(),
});

/** An instrument that goes on being sent, and on which terms. */
export const restoredInstrument = subscribedInstrument.extend({
  mode,
  /** As served. */
  everyMs: z.number().int(),
});
export type RestoredInstrument = z.infer<typeof restoredInstrument>;

/**
 * Why a resume did not recover everything. unknown-session: there is none of that name, for this user in this run, any
 * more. missed-ticks: instruments of `everyMs` 0 ticked meanwhile.
 */
export const RESUME_FAILURES = ["unknown-session", "missed-ticks"] as const;

/** Answers a `resume`; the present values of all that is restored follow at once. */
export const resumedMessage = z.object({
  type: z.literal("resumed"),
  /** Whether every subscription is what it would be without the break. */
  recovered: z.boolean(),
  /** Why not; left out when it is recovered. */
  reason: z.enum(RESUME_FAILURES).optional(),
  /** Everything that is subscribed from here on. */
  restored: z.array(restoredInstrument),
  /** Those of them of which ticks are missing. */
  missed: z.array(instrumentKey),
});

/** JSON encoding only; the binary encoding sends frames (tick-frame-layout.ts) instead. Each tick has the fields of its subscription's mode. */
export const ticksMessage = z.object({
  type: z.literal("ticks"),
  /** Rises by one a frame of ticks, from 1, within 32 bits. */
  seq: z.number().int().nonnegative(),
  /** The first values after a subscribe, whole; false for what changed since. */
  snapshot: z.boolean(),
  ticks: z.array(z.union([fullTick, quoteTick, ltpTick])),
});

/** A chain is watched from now on; its snapshot follows at once. */
export const chainSubscribedMessage = z.object({
  type: z.literal("chain-subscribed"),
  chain: z.string(),
  spec: chainSpec,
  /** As served: a multiple of the pace at which chains are computed. */
  everyMs: z.number().int(),
});
export const chainRejectedMessage = z.object({
  type: z.literal("chain-rejected"),
  spec: chainSpec,
  reason: chainRefusalReason,
  /** For people: what to do next. */
  message: z.string(),
});
/** A chain's snapshot (`since` is null), or what has changed of it. */
export const chainMessage = chainUpdate.extend({ type: z.literal("chain") });
export const chainUnsubscribedMessage = z.object({
  type: z.literal("chain-unsubscribed"),
  chain: z.string(),
  /** Why, when the client did not ask for it. */
  reason: chainRefusalReason.optional(),
});

export const stateMessage = feedState.extend({ type: z.literal("state") });

/** After `hello`, and whenever trading begins or ends somewhere. */
export const marketMessage = marketSessions.extend({ type: z.literal("market") });

/** What happened by itself: to a user's watchlists, or to everybody. */
export const eventMessage = z.object({
  type: z.literal("event"),
  event: streamEvent,
});

/** Sent when a session falls behind (it then gets only the newest values), and when it has caught up. */
export const laggingMessage = z.object({ type: z.literal("lagging"), lagging: z.boolean(), bufferedBytes: z.number() });

export const pongMessage = z.object({ type: z.literal("pong"), id: z.number().optional(), serverTime: z.number() });

export const ERROR_CODES = ["bad-json", "bad-message", "binary-message", "too-many-messages"] as const;
export type ErrorCode = (typeof ERROR_CODES)[number];
export const errorMessage = z.object({
  type: z.literal("error"),
  code: z.enum(ERROR_CODES),
  message: z.string(),
});

/** Everything the server may send as text on `/ticks`. */
export const downMessage = z.discriminatedUnion("type", [
  helloMessage,
  subscribedMessage,
  unsubscribedMessage,
  resumedMessage,
  ticksMessage,
  chainSubscribedMessage,
  chainRejectedMessage,
  chainMessage,
  chainUnsubscribedMessage,
  stateMessage,
  marketMessage,
  laggingMessage,
  eventMessage,
  pongMessage,
  errorMessage,
]);
export type DownMessage = z.infer<typeof downMessage>;
