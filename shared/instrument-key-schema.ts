import { z } from "zod";
import { parseInstrumentKey } from "./instrument-key.ts";

export const instrumentKey = z
  .string()
  .refine(
    (key) => parseInstrumentKey(key) !== null,
    "an instrument key is SEGMENT:SECURITY_ID, for example NSE_EQ:2885",
  );
