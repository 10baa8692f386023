import { z } from "zod";

/** Where a step of the start-up stands. A degraded step did what it could without; its reason says what is missing. */
export const STEP_STATES = ["waiting", "running", "done", "degraded"] as const;

export const startupStep = z.object({
  name: z.string(),
  state: z.enum(STEP_STATES),
  /** How long it took, or has taken so far; null while waiting. */
  ms: z.number().nullable(),
  /** What it is at, or what went wrong. */
  detail: z.string().nullable(),
});
export type StartupStep = z.infer<typeof startupStep>;

export const readiness = z.object({
  status: z.enum(["starting", "ready", "degraded"]),
  steps: z.array(startupStep),
  /** demo: whoever reaches the port is admin. */
  authMode: z.enum(["demo", "required"]),
  /** What is wrong at the moment, for people; empty when nothing is. */
  problems: z.array(z.string()),
});
export type Readiness = z.infer<typeof readiness>;
