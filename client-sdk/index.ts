export type {
  ChainAnchor,
  ChainLeg,
  ChainRefusalReason,
  ChainSpec,
  ChainSummary,
  LegReason,
  SummaryReason,
} from "../shared/chain.ts";
export type { FeedState } from "../shared/feed-state.ts";
export type { InstrumentKey } from "../shared/instrument-key.ts";
export type { BuildUp } from "../shared/option-analytics.ts";
export type { RejectReason, SubscribedInstrument } from "../shared/stream-down.ts";
export type { DepthLevel, FullTick, LtpTick, QuoteTick, Tick, TickOf } from "../shared/tick.ts";
export type { Mode } from "../shared/tick-mode.ts";
export type { Chain, ChainOptions, ChainRow } from "./chain.ts";
export { type ClientLimits, defaultClientLimits } from "./client-limits.ts";
export type { SocketConstructor, StreamSocket } from "./socket.ts";
export type { StreamStatus } from "./status.ts";
export { createTickStream, type TickStreamOptions } from "./stream.ts";
export {
  type IterateOptions,
  type Lagging,
  type Rejection,
  StreamClosedError,
  type StreamCounts,
  type SubscribeOptions,
  type Subscription,
  type TickStream,
} from "./tick-stream.ts";
