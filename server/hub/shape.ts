import { MODES } from "../../shared/tick-mode.ts";
import type { ModeNumber } from "./coded-values.ts";

export type Encoding = "binary" | "json";

/** What sessions must have in common to get the same bytes: a mode in an encoding, numbered from 0. */
export type Shape = number;

export const SHAPES = 2 * MODES.length;

export function shapeOf(mode: ModeNumber, encoding: Encoding): Shape {
  return encoding === "binary" ? mode : MODES.length + mode;
}

export function modeOfShape(shape: Shape): ModeNumber {
  return shape % MODES.length;
}

export function isJson(shape: Shape): boolean {
  return shape >= MODES.length;
}
