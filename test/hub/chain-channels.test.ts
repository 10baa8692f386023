import { describe, expect, test } from "bun:test";
import {
  ChainChannels,
  type ChainSource,
  servedChainInterval,
  type WatchedChain,
} from "../../server/hub/chain-channels.ts";
import type { ChainSpec } from "../../shared/chain.ts";
import { chainId } from "../../shared/chain-id.ts";
import { ChainLimits } from "../../shared/chain-limits.ts";
import type { ChainRefusalReason } from "../../shared/chain-refusal.ts";
import { blankLeg, chainOf } from "../fakes/chain-updates.ts";
import { HubRig } from "../fakes/hub-rig.ts";

const NIFTY: ChainSpec = { underlying: "NIFTY", expiry: "2026-12-01", strikesEachSide: 10 };
const LEGS = [blankLeg(25_000, "CE"), blankLeg(25_000, "PE")];

/** Chains that exist as soon as they are opened; a test says when one changes. */
class Chains implements ChainSource {
  readonly versions = new Map<string, number>();
  readonly opened: string[] = [];
  /** Updates worked out, by kind. */
  snapshots = 0;
  updates = 0;
  refusal: ChainRefusalReason | null = null;

  open(spec: ChainSpec, userId: string) {
    if (this.refusal !== null) return { ok: false as const, reason: this.refusal };
    this.opened.push(`${userId} ${chainId(spec)}`);
    return { ok: true as const, chain: this.#chain(spec) };
  }

  close(id: string, userId: string): void {
    const place = this.opened.indexOf(`${userId} ${id}`);
    if (place === -1) throw new Error(`${id} was not open`);
    this.opened.splice(place, 1);
  }

  change(spec: ChainSpec = NIFTY): void {
    this.versions.set(chainId(spec), this.#version(spec) + 1);
  }

  #version(spec: ChainSpec): number {
    return this.versions.get(chainId(spec)) ?? 1;
  }

  #chain(spec: ChainSpec): WatchedChain {
    const version = () => this.#version(spec);
    return {
      id: chainId(spec),
      spec,
      get version() {
        return version();
      },
      snapshot: () => {
        this.snapshots++;
        return chainOf(version(), LEGS, { spec });
      },
      updateSince: (since) => {
        this.updates++;
        return chainOf(version(), [blankLeg(25_000, "CE", { ltp: version() })], { spec, since, strikes: [25_000] });
      },
    };
  }
}

function rig() {
  const hub = new HubRig();
  const chains = new Chains();
  const channels = new ChainChannels(chains);
  const connect = () => {
    const { socket, session } = hub.connect("json");
    const subscribe = (everyMs = 250, spec = NIFTY) => channels.subscribe(session, spec, everyMs, hub.clock.now());
    return { socket, session, subscribe, view: socket.view };
  };
  let beats = 0;
  const beat = (count = 1) => {
    for (let n = 0; n < count; n++) channels.send(++beats, hub.clock.now());
  };
  return { hub, chains, channels, connect, beat };
}

const ID = chainId(NIFTY);

describe("a session that watches a chain", () => {
  test("P53 is told its name and served interval, and gets its snapshot at once", () => {
    const { connect } = rig();
    const { subscribe, view } = connect();
    subscribe(600);
    expect(view.last("chain-subscribed")).toEqual({
      ...{ type: "chain-subscribed", chain: ID, spec: NIFTY, everyMs: 750 },
    });
    expect(view.last("chain")).toMatchObject({ chain: ID, version: 1, since: null });
    expect(view.chains.get(ID)!.legs).toEqual(LEGS);
  });

  test("P54, P56 gets what has changed at its interval, with the newest values, and nothing when nothing has", () => {
    const { chains, connect, beat } = rig();
    const { subscribe, view } = connect();
    subscribe(500);
    beat(2);
    expect(view.all("chain")).toHaveLength(1);
    chains.change();
    beat();
    expect(view.all("chain")).toHaveLength(1);
    chains.change();
    beat();
    expect(view.last("chain")).toMatchObject({ version: 3, since: 1 });
    expect(view.chains.get(ID)!.legs[0]!.ltp).toBe(3);
    beat(4);
    expect(view.all("chain")).toHaveLength(2);
  });

  test("P55 that comes while others watch has the snapshot's version, and applies what builds on an older one", () => {
    const { chains, connect, beat } = rig();
    const first = connect();
    first.subscribe(500);
    chains.change();
    const second = connect();
    second.subscribe(500);
    expect(second.view.chains.get(ID)!.version).toBe(2);
    chains.change();
    beat(2);
    // One update for both: it builds on what the first had.
    expect(second.view.last("chain")).toMatchObject({ version: 3, since: 1 });
    expect(second.view.chains.get(ID)).toEqual(first.view.chains.get(ID)!);
  });

  test("P53 subscribing again replaces the interval and brings a snapshot again", () => {
    const { chains, connect, beat } = rig();
    const { subscribe, view } = connect();
    subscribe(250);
    subscribe(1_000);
    expect(view.all("chain")).toHaveLength(2);
    expect(chains.opened).toHaveLength(1);
    chains.change();
    beat(3);
    expect(view.all("chain")).toHaveLength(2);
    beat();
    expect(view.all("chain")).toHaveLength(3);
  });

  test("P59 gets no more of it once it has left, and the chain is closed as often as it was opened", () => {
    const { chains, channels, connect, beat } = rig();
    const { session, subscribe, view } = connect();
    subscribe();
    channels.unsubscribe(session, ID);
    expect(view.last("chain-unsubscribed")).toEqual({ type: "chain-unsubscribed", chain: ID });
    expect(chains.opened).toEqual([]);
    chains.change();
    beat(4);
    expect(view.all("chain")).toHaveLength(1);
    // Of what is not watched it is said too, and nothing else happens.
    channels.unsubscribe(session, ID);
    expect(view.all("chain-unsubscribed")).toHaveLength(2);
  });

  test("P59 is told why when its user has lost the chain; other users keep it", () => {
    const { hub, chains, channels, connect, beat } = rig();
    const asha = connect();
    asha.subscribe();
    const other = hub.connect("json", "ravi");
    channels.subscribe(other.session, NIFTY, 250, hub.clock.now());
    channels.lost(ID, asha.session.userId, "evicted");
    expect(asha.view.last("chain-unsubscribed")).toMatchObject({ chain: ID, reason: "evicted" });
    chains.change();
    beat();
    expect(asha.view.all("chain")).toHaveLength(1);
    expect(other.socket.view.all("chain")).toHaveLength(2);
    expect(chains.opened).toEqual([`ravi ${ID}`]);
  });

  test("P53 is refused with the reason and what to do, and nothing stays open", () => {
    const { chains, connect } = rig();
    chains.refusal = "expired";
    const { subscribe, view } = connect();
    subscribe();
    const { reason, message, spec } = view.last("chain-rejected");
    expect({ reason, spec }).toEqual({ reason: "expired", spec: NIFTY });
    expect(message).toContain("choose one");
  });

  test("P52 watches so many chains and no more, and may change those it has", () => {
    const { chains, connect } = rig();
    const { subscribe, view } = connect();
    const specOf = (day: number): ChainSpec => ({ ...NIFTY, expiry: `2026-12-${String(day).padStart(2, "0")}` });
    for (let day = 1; day <= ChainLimits.perSession; day++) subscribe(250, specOf(day));
    subscribe(250, specOf(ChainLimits.perSession + 1));
    expect(view.last("chain-rejected").reason).toBe("session-full");
    subscribe(500, specOf(1));
    expect(view.all("chain-rejected")).toHaveLength(1);
    expect(chains.opened).toHaveLength(ChainLimits.perSession);
  });

  test("P56 that lags gets a snapshot once it keeps up, and nothing in between", () => {
    const { chains, connect, beat } = rig();
    const { socket, subscribe, view } = connect();
    subscribe();
    socket.claimedBytes = 300_000;
    chains.change();
    beat();
    chains.change();
    beat();
    expect(view.all("chain")).toHaveLength(1);
    socket.claimedBytes = 0;
    // Though nothing has changed since.
    beat();
    expect(view.last("chain")).toMatchObject({ version: 3, since: null });
    chains.change();
    beat();
    expect(view.last("chain")).toMatchObject({ version: 4, since: 3 });
  });

  test("P56 that lags as it subscribes gets its snapshot later", () => {
    const { connect, beat } = rig();
    const { socket, subscribe, view } = connect();
    socket.claimedBytes = 300_000;
    subscribe();
    expect(view.all("chain-subscribed")).toHaveLength(1);
    beat();
    expect(view.all("chain")).toHaveLength(0);
    socket.claimedBytes = 0;
    beat();
    expect(view.last("chain")).toMatchObject({ version: 1, since: null });
  });
});

test("an update is worked out once for all sessions of one interval, however many", () => {
  const { chains, connect, beat } = rig();
  const clients = Array.from({ length: 50 }, (_, n) => {
    const client = connect();
    client.subscribe(n % 2 === 0 ? 250 : 500);
    return client;
  });
  chains.change();
  beat(2);
  expect(chains.updates).toBe(2);
  for (const { view } of clients) expect(view.chains.get(ID)!.version).toBe(2);
});

test("whoever has left leaves nothing behind", () => {
  const { chains, channels, connect, beat } = rig();
  const { session, subscribe } = connect();
  subscribe();
  subscribe(500, { ...NIFTY, expiry: "2026-12-08" });
  channels.leaveAll(session);
  expect(chains.opened).toEqual([]);
  chains.change();
  beat(4);
  expect(chains.updates).toBe(0);
});

test("an interval is served as the next whole beat", () => {
  expect([250, 251, 500, 60_000].map(servedChainInterval)).toEqual([250, 500, 500, 60_000]);
});
