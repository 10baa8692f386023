import type { LegReason, NoAtmReason, SummaryReason } from "../../client-sdk/index.ts";

const LEG_TEXTS: Record<LegReason, string> = {
  waiting: "Nothing has come since it was subscribed",
  "not-traded": "It has not traded",
  "no-previous": "The previous day's value is not known",
  "not-sent": "The feed does not bring it",
  "no-quote": "Nobody bids and nobody offers",
  "one-sided": "Only one of bid and ask is there",
  crossed: "The bid is above the ask: they give no price",
  stale: "Nothing keeps its prices fresh",
  "no-forward": "The chain has no forward to price it on",
  expired: "Its time is over",
  "below-intrinsic": "It costs less than exercising it would give: no volatility gives this price",
  "above-bound": "It costs more than any volatility would make it",
  unresolvable: "Its time value is too small to tell the volatility",
};

const SUMMARY_TEXTS: Record<SummaryReason, string> = {
  "no-price": "There is no price of the underlying to go by",
  "no-atm": "There is no strike at the money",
  "no-quotes": "Call and put at the money lack a bid or an ask",
  "no-volatility": "No volatility can be told at the money",
  "no-oi": "No open interest has come",
  "no-volume": "Nothing has traded",
};

const ATM_TEXTS: Record<NoAtmReason, string> = {
  unlisted: "Nothing is listed that a price could be taken from",
  waiting: "The underlying's price was asked for and has not come",
  none: "Nobody knows a price of the underlying",
  stale: "The only price of the underlying is an old one",
  absurd: "The underlying's price is too far from yesterday's close to be believed",
  "expiry-not-listed": "This expiry is not listed",
  expired: "This expiry is over",
};

/** Why a value of a leg is not known; also for a leg of which the server gave no reason. */
export function legReasonText(reason: LegReason | undefined): string {
  return reason === undefined ? "The server does not know it" : LEG_TEXTS[reason];
}

export function summaryReasonText(reason: SummaryReason | undefined): string {
  return reason === undefined ? "The server does not know it" : SUMMARY_TEXTS[reason];
}

export function atmReasonText(reason: NoAtmReason | null): string {
  return reason === null ? SUMMARY_TEXTS["no-atm"] : ATM_TEXTS[reason];
}
