/** What all sessions of a load together were sent. */
export interface LoadCounts {
  /** Values of an instrument that came after its snapshot. */
  updates: number;
  /** Messages that brought them, the bytes of their payload, and those with what frames them. */
  frames: number;
  payloadBytes: number;
  wireBytes: number;
  /** Frames of ticks that did not follow on the one before: lost, or in another order. */
  holes: number;
  /** Times a session was told that it lags. */
  lagging: number;
  errors: number;
  /** Sessions that the server ended. */
  closed: number;
}

export function noCounts(): LoadCounts {
  return { updates: 0, frames: 0, payloadBytes: 0, wireBytes: 0, holes: 0, lagging: 0, errors: 0, closed: 0 };
}

/** Counts a message that brought so many updates. */
export function countMessage(counts: LoadCounts, updates: number, payloadBytes: number, framingBytes: number): void {
  counts.updates += updates;
  counts.frames++;
  counts.payloadBytes += payloadBytes;
  counts.wireBytes += payloadBytes + framingBytes;
}
