import { z } from "zod";
import type { Segment } from "./instrument-key.ts";

/** In the order in which an underlying is looked for when none is named. */
export const EXCHANGES = ["NSE", "BSE", "MCX"] as const;
export const exchange = z.enum(EXCHANGES);
export type Exchange = z.infer<typeof exchange>;

/** Where each segment trades. Indices, which are traded nowhere, are of IDX_I alone, NSE's and BSE's alike. */
export const EXCHANGE_OF_SEGMENT: Readonly<Record<Exclude<Segment, "IDX_I">, Exchange>> = {
  NSE_EQ: "NSE",
  NSE_FNO: "NSE",
  NSE_CURRENCY: "NSE",
  BSE_EQ: "BSE",
  BSE_FNO: "BSE",
  BSE_CURRENCY: "BSE",
  MCX_COMM: "MCX",
};
