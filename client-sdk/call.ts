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
  /** It ended, and does not come back by itself. */
  onError?(error: unknown): void;
  onComplete?(): void;
}

/** A call that goes on answering until it is given up. */
export interface Subscribable<Input, Item> {
  subscribe(input: Input, handlers: SubscriptionHandlers<Item>): { unsubscribe(): void };
}
