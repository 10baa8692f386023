import type { ShownTick } from "../quote-store.ts";

/** In rupees; null while no depth has come, or nobody is on that side. */
export function bestPrice(tick: ShownTick | null, side: "bid" | "ask"): number | null {
  const best = tick?.depth?.[0];
  return (side === "bid" ? best?.bidPrice : best?.askPrice) ?? null;
}
