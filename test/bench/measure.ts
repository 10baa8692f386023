/** Spread of a list of figures, rounded to three significant digits. */
export interface Summary {
  median: number;
  min: number;
  max: number;
}

export function summary(values: readonly number[]): Summary {
  const sorted = values.toSorted((a, b) => a - b);
  return {
    median: round(sorted[Math.floor(sorted.length / 2)]!),
    min: round(sorted[0]!),
    max: round(sorted.at(-1)!),
  };
}

/**
 * Times several ways of the same work turn by turn, so that a machine whose speed drifts slows all of them alike and
 * ratios hold. Returns milliseconds a round for each; a third of the rounds is run first and thrown away.
 */
export function measureInTurns(
  ways: readonly (() => void)[],
  options: { rounds: number; repeats: number },
): number[][] {
  const times: number[][] = ways.map(() => []);
  const warmUp = Math.ceil(options.rounds / 3);
  for (let round = -warmUp; round < options.rounds; round++) {
    ways.forEach((way, i) => {
      const start = performance.now();
      for (let repeat = 0; repeat < options.repeats; repeat++) way();
      const elapsed = performance.now() - start;
      if (round >= 0) times[i]!.push(elapsed);
    });
  }
  return times;
}

function round(value: number): number {
  return Number(value.toPrecision(3));
}
