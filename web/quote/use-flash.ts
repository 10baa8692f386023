import { useState } from "react";

/**
 * The class that flashes for the last change of a value, nothing for its first. Two animations of the same look take
 * turns: a class that stays would not start its animation again, and taking it off and on costs a layout.
 */
export function useFlash(value: number | null): string {
  const [seen, setSeen] = useState({ value, direction: "", turn: 0 });
  if (seen.value === value) return seen.direction && `flash-${seen.direction}-${seen.turn}`;
  const isMove = seen.value !== null && value !== null;
  const direction = !isMove ? "" : value > seen.value! ? "up" : "down";
  setSeen({ value, direction, turn: 1 - seen.turn });
  return "";
}
