import { priceDecimals, type Segment } from "../../shared/instrument-key.ts";

/** What is known of an instrument by its segment, as bits: every field that is read asks. */
export const SegmentTrait = {
  /** An index is computed, not traded: the zeros in its packets are no volumes and no orders. */
  traded: 1,
  openInterest: 2,
  /** Its open interest comes with the day's range. */
  openInterestRange: 4,
  /** Prices count in ten-thousandths of a rupee, not in hundredths. */
  fourDecimals: 8,
} as const;

export function traitsOf(segment: Segment): number {
  const isTraded = segment !== "IDX_I";
  const hasOpenInterest = isTraded && segment !== "NSE_EQ" && segment !== "BSE_EQ";
  return (
    (isTraded ? SegmentTrait.traded : 0) |
    (hasOpenInterest ? SegmentTrait.openInterest : 0) |
    (segment === "NSE_FNO" ? SegmentTrait.openInterestRange : 0) |
    (priceDecimals(segment) === 4 ? SegmentTrait.fourDecimals : 0)
  );
}
