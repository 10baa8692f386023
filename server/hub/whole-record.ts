import { MODES } from "../../shared/tick-mode.ts";
import type { TickReader } from "../ticks/tick-reader.ts";
import { codeAge } from "./coded-values.ts";
import type { Records } from "./records.ts";
import { isJson, modeOfShape, type Shape } from "./shape.ts";

/** Where what is known of slots is to be had. */
export interface SlotFacts {
  readonly reader: TickReader;
  keyOf(slot: number): string;
}

/** Adds all of a slot, in a shape, from its words; received times count as they were at `now`. Returns its number. */
export function addWhole(
  records: Records,
  { reader, keyOf }: SlotFacts,
  slot: number,
  shape: Shape,
  now: number,
  words: Uint32Array,
  wordsAt: number,
): number {
  const mode = modeOfShape(shape);
  const age = codeAge(reader, slot, now);
  if (!isJson(shape)) return records.addWhole(slot, mode, age, words, wordsAt);
  const info = { key: keyOf(slot), decimals: reader.decimals(slot) };
  return records.addJson(info, MODES[mode]!, age, now, words, wordsAt);
}
