import { expect, test } from "bun:test";
import { SoakRig } from "../bench/fanout/soak-rig.ts";
import { until } from "../fakes/until.ts";

const INSTRUMENTS = 4_000;
const SESSIONS = 100;
const PER_SESSION = 120;
/** Of each session's instruments, on average. */
const TICKS = 3;

test("from the simulator's wire to a hundred sessions every frame comes, in order, and nobody is cut off", async () => {
  const rig = await SoakRig.start({ instruments: INSTRUMENTS, sessions: SESSIONS, perSession: PER_SESSION });
  try {
    expect(await rig.held()).toHaveLength(INSTRUMENTS);
    const enough = SESSIONS * PER_SESSION * TICKS;
    await until("each instrument ticked a few times", async () => (await rig.counts()).updates >= enough, 50_000);
    const { holes, lagging, errors, closed } = await rig.counts();
    expect({ holes, lagging, errors, closed }).toEqual({ holes: 0, lagging: 0, errors: 0, closed: 0 });
  } finally {
    await rig.stop();
  }
});
