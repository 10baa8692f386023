/**
 * Why a leg has no implied volatility, and so no Greeks. no-price: unknown or not above 0. no-forward: the forward, the
 * strike or the discount factor is not known. no-time: expired, or the time is not known. below-intrinsic: cheaper than
 * its intrinsic value. above-bound: no volatility makes it as dear. unresolvable: the price leaves no digits to tell the
 * volatility by.
 */
export const NO_IV_REASONS = [
  "no-price",
  "no-forward",
  "no-time",
  "below-intrinsic",
  "above-bound",
  "unresolvable",
] as const;
export type NoIvReason = (typeof NO_IV_REASONS)[number];

/** Why put-call parity gives no forward. no-spot: nobody says where the money is. few-pairs: too few strikes near it have both prices. */
export const NO_FORWARD_REASONS = ["no-spot", "few-pairs"] as const;
export type NoForwardReason = (typeof NO_FORWARD_REASONS)[number];

/** What a change of price and one of open interest say together. */
export const BUILD_UPS = ["long-build-up", "short-build-up", "long-unwinding", "short-covering"] as const;
export type BuildUp = (typeof BUILD_UPS)[number];
