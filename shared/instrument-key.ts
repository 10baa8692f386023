/**
 * DhanHQ's exchange segments with its numbers for them; there is no 6. A security id is unique only inside a segment:
 * 13 is NIFTY in IDX_I and ABB in NSE_EQ.
 */
export const SEGMENT_NUMBER = {
  IDX_I: 0,
  NSE_EQ: 1,
  NSE_FNO: 2,
  NSE_CURRENCY: 3,
  BSE_EQ: 4,
  MCX_COMM: 5,
  BSE_CURRENCY: 7,
  BSE_FNO: 8,
} as const;
export type Segment = keyof typeof SEGMENT_NUMBER;
export const SEGMENTS = Object.keys(SEGMENT_NUMBER) as Segment[];

/** Ids travel as unsigned 32-bit integers. */
export const MAX_SECURITY_ID = 4_294_967_295;

const KEY = new RegExp(`^(${SEGMENTS.join("|")}):([1-9][0-9]{0,9})$`);

/** `SEGMENT:SECURITY_ID`, e.g. `NSE_FNO:55796`: the one name of an instrument everywhere outside the wire to Dhan. */
export type InstrumentKey = string;

export interface InstrumentRef {
  segment: Segment;
  securityId: number;
}

export function formatInstrumentKey(segment: Segment, securityId: number): InstrumentKey {
  return `${segment}:${securityId}`;
}

/** The two halves of a key, or null when the text is not one. */
export function parseInstrumentKey(key: string): InstrumentRef | null {
  const match = KEY.exec(key);
  if (match === null) return null;
  const securityId = Number(match[2]);
  return securityId <= MAX_SECURITY_ID ? { segment: match[1] as Segment, securityId } : null;
}

/** Decimals of a price in a segment: currency pairs are quoted to 0.0025 rupees, all else to the paisa. */
export function priceDecimals(segment: Segment): 2 | 4 {
  return segment === "NSE_CURRENCY" || segment === "BSE_CURRENCY" ? 4 : 2;
}
