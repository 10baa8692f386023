import { grouped } from "./number.ts";

/** A number of things: `1 leg`, `1,26,000 legs`. */
export function counted(count: number, noun: string): string {
  return `${grouped(count)} ${noun}${count === 1 ? "" : "s"}`;
}
