export type { ApiErrorCode } from "../shared/api-error.ts";
export type { InstrumentKey } from "../shared/instrument-key.ts";
export type { BuildUp } from "../shared/option-analytics.ts";
export type { RejectReason } from "../shared/reject-reason.ts";
export type { Mode } from "../shared/tick-mode.ts";
export { ApiError } from "./api-error.ts";
export type { CallOptions, Mutation, Query, Subscribable, SubscriptionHandlers } from "./call.ts";
export type { Chain, ChainOptions, ChainRow } from "./chain.ts";
export { type ClientLimits, defaultClientLimits } from "./client-limits.ts";
export type * from "./generated/api.ts";
export type { SocketConstructor, StreamSocket } from "./socket.ts";
export type { StreamStatus } from "./status.ts";
export { createTickStream, type TickStreamOptions } from "./stream.ts";
export { type Strikewire, type StrikewireOptions, strikewire } from "./strikewire.ts";
export type { Tick, TickOf } from "./tick.ts";
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
