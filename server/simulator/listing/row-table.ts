const SEGMENTS = 256;
const EMPTY = new Int32Array(0);

/**
 * Row of each instrument of the wire by one array read: the ids of a segment lie close enough together for a table of
 * them all. Throws when a segment has an id twice.
 */
export function rowTable(
  segment: Uint8Array,
  securityId: Uint32Array,
): (segment: number, securityId: number) => number {
  const first = new Float64Array(SEGMENTS).fill(Number.POSITIVE_INFINITY);
  const last = new Float64Array(SEGMENTS).fill(-1);
  for (let row = 0; row < segment.length; row++) {
    const place = segment[row]!;
    const id = securityId[row]!;
    if (id < first[place]!) first[place] = id;
    if (id > last[place]!) last[place] = id;
  }
  const tables = Array.from(first, (id, place) =>
    last[place]! < id ? EMPTY : new Int32Array(last[place]! - id + 1).fill(-1),
  );
  for (let row = 0; row < segment.length; row++) {
    const place = segment[row]!;
    const table = tables[place]!;
    const offset = securityId[row]! - first[place]!;
    if (table[offset] !== -1) throw new Error(`security id ${securityId[row]} is listed twice in segment ${place}`);
    table[offset] = row;
  }
  return (place, id) => tables[place]?.[id - first[place]!] ?? -1;
}
