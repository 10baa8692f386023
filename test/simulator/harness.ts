import { afterEach } from "bun:test";
import { createLogger } from "../../server/logger.ts";
import { createSimulator, type Simulator, type SimulatorOptions } from "../../server/simulator/simulator.ts";
import { HandClock } from "../fakes/clock.ts";
import { smallListing } from "../fakes/small-master.ts";
import { SMALL_UNIVERSE_DATE, SMALL_UNIVERSE_NOW } from "../fakes/small-universe.ts";

const running = new Set<Simulator>();

afterEach(async () => {
  await Promise.all([...running].map((simulator) => simulator.stop()));
  running.clear();
});

/** A simulator of the small universe on a clock that the test moves; stopped after the test. */
export async function startSimulator(
  options: Partial<SimulatorOptions> = {},
): Promise<{ simulator: Simulator; clock: HandClock }> {
  const clock = new HandClock(SMALL_UNIVERSE_NOW);
  const simulator = await createSimulator({
    port: 0,
    seed: 7,
    ticksPerSecond: 1,
    clock,
    log: createLogger("silent", "simulator"),
    listing: smallListing(),
    date: SMALL_UNIVERSE_DATE,
    ...options,
  });
  running.add(simulator);
  return { simulator, clock };
}
