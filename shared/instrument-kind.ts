import { z } from "zod";

/** Kinds of instrument, as the master's INSTRUMENT column spells them. Bonds and funds are listed as EQUITY. */
export const INSTRUMENT_KINDS = [
  "INDEX",
  "EQUITY",
  "FUTIDX",
  "OPTIDX",
  "FUTSTK",
  "OPTSTK",
  "FUTCUR",
  "OPTCUR",
  "FUTCOM",
  "OPTFUT",
] as const;
export const instrumentKind = z.enum(INSTRUMENT_KINDS);
export type InstrumentKind = z.infer<typeof instrumentKind>;
