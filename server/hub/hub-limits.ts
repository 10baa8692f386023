import type { StreamLimits } from "../../shared/stream-limits.ts";

/** The limits that the hub watches over itself; what one message may hold is in the schemas. */
export type HubLimits = Readonly<
  Record<
    Exclude<keyof typeof StreamLimits, "instrumentsPerMessage" | "everyMsLeast" | "everyMsMost" | "everyMsDefault">,
    number
  >
>;
