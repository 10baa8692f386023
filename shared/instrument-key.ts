import { z } from "zod";

/** DhanHQ's exchange segments. A security id is unique only inside one: 13 is NIFTY in IDX_I and ABB in NSE_EQ. */
export const SEGMENTS = [
  "IDX_I",
  "NSE_EQ",
  "NSE_FNO",
  "NSE_CURRENCY",
  "BSE_EQ",
  "MCX_COMM",
  "BSE_CURRENCY",
  "BSE_FNO",
] as const;
export type Segment = (typeof SEGMENTS)[number];

/** Ids travel as unsigned 32-bit integers. */
export const MAX_SECURITY_ID = 4_294_967_295;

const KEY = new RegExp(`^(${SEGMENTS.join("|")}):([1-9][0-9]{0,9})$`);

/** `SEGMENT:SECURITY_ID`, e.g. `NSE_FNO:55796`: the one name of an instrument everywhere outside the wire to Dhan. */
export const instrumentKey = z
  .string()
  .refine(
    (key) => parseInstrumentKey(key) !== null,
    "an instrument key is SEGMENT:SECURITY_ID, for example NSE_EQ:2885",
  );
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
