import type { ApiError } from "./api-error.ts";

export interface CallOptions {
  /** Gives the call up. */
  signal?: AbortSignal;
}

/** A call that only reads. */
export interface Query<Input, Answer> {
  query(input: Input, options?: CallOptions): Promise<Answer>;
}

/** A call that changes something. */
export interface Mutation<Input, Answer> {
  mutate(input: Input, options?: CallOptions): Promise<Answer>;
}

export interface SubscriptionHandlers<Item> {
  onData(item: Item): void;
  /** The server refused or ended it, and it does not come back by itself. Lost connections do, and are not told. */
  onError?(error: ApiError): void;
  /** There is nothing more to come. */
  onComplete?(): void;
}

/** A call that goes on answering until it is given up. */
export interface Subscribable<Input, Item> {
  subscribe(input: Input, handlers: SubscriptionHandlers<Item>): { unsubscribe(): void };
}
