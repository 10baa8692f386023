import { z } from "zod";
import { chainSpec } from "./chain.ts";
import { ChainLimits } from "./chain-limits.ts";
import { StreamLimits } from "./stream-limits.ts";
import { mode } from "./tick.ts";

/** Keys are checked one by one by the server, so that one bad key rejects itself and not its neighbours. */
const instruments = z.array(z.string().max(32)).min(1).max(StreamLimits.instrumentsPerMessage);

const everyMs = z
  .number()
  .int()
  .refine(
    (ms) => ms === 0 || (ms >= StreamLimits.everyMsLeast && ms <= StreamLimits.everyMsMost),
    `everyMs is 0 (every tick) or ${StreamLimits.everyMsLeast} to ${StreamLimits.everyMsMost}`,
  );

export const subscribeMessage = z.strictObject({
  op: z.literal("subscribe"),
  instruments,
  mode: mode.default("quote"),
  everyMs: everyMs.default(StreamLimits.everyMsDefault),
});
export const unsubscribeMessage = z.strictObject({ op: z.literal("unsubscribe"), instruments });
/** Goes on where a session left off whose connection broke; before anything is subscribed. */
export const resumeMessage = z.strictObject({
  op: z.literal("resume"),
  /** Both as its `hello` gave them. */
  epoch: z.string().max(64),
  session: z.string().max(64),
  /** Of the last frame that came on its connection; 0 when none did. */
  seq: z.number().int().min(0).max(0xffffffff),
});
export type ResumeMessage = z.infer<typeof resumeMessage>;
export const pingMessage = z.strictObject({ op: z.literal("ping"), id: z.number().optional() });

export const subscribeChainMessage = z.strictObject({
  op: z.literal("subscribe-chain"),
  ...chainSpec.shape,
  /** Least time between two updates. */
  everyMs: z
    .number()
    .int()
    .min(ChainLimits.everyMsLeast)
    .max(ChainLimits.everyMsMost)
    .default(ChainLimits.everyMsDefault),
});
export const unsubscribeChainMessage = z.strictObject({
  op: z.literal("unsubscribe-chain"),
  /** As `chain-subscribed` names it. */
  chain: z.string().max(ChainLimits.idLength),
});

/** What a browser may send on `/ticks`, as JSON text in both encodings. */
export const upMessage = z.discriminatedUnion("op", [
  subscribeMessage,
  unsubscribeMessage,
  resumeMessage,
  subscribeChainMessage,
  unsubscribeChainMessage,
  pingMessage,
]);
export type UpMessage = z.infer<typeof upMessage>;
/** The same before defaults are filled in: what a client writes. */
export type UpMessageInput = z.input<typeof upMessage>;
