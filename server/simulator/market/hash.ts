/**
 * Thirty-two well mixed bits of three integers: the simulator's only source of chance. There is no generator with a
 * state, so what happens to one instrument cannot depend on which others were asked for, or in what order.
 */
export function hash32(a: number, b: number, c: number): number {
  let h = Math.imul(a ^ 0x2545f491, 0xcc9e2d51);
  h = Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64;
  h ^= Math.imul(b ^ 0x38b34ae5, 0x1b873593);
  h = Math.imul((h << 13) | (h >>> 19), 5) + 0xe6546b64;
  h ^= Math.imul(c ^ 0x165667b1, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** The same as a number from 0 up to, not including, 1. */
export function hashUnit(a: number, b: number, c: number): number {
  return hash32(a, b, c) / 4_294_967_296;
}
