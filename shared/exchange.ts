import { z } from "zod";

/** In the order in which an underlying is looked for when none is named. */
export const EXCHANGES = ["NSE", "BSE", "MCX"] as const;
export const exchange = z.enum(EXCHANGES);
export type Exchange = z.infer<typeof exchange>;
