import {
  DEPTH_LEVEL_BYTES,
  DEPTH_LEVELS,
  FullOffset,
  LTT_AHEAD_OF_UTC_SECONDS,
} from "../../../server/dhan/protocol.ts";
import { fullPacket } from "../../fakes/hub-packets.ts";
import { randomFrom } from "./workload.ts";

const PACKET_BYTES = FullOffset.depth + DEPTH_LEVELS * DEPTH_LEVEL_BYTES;
/** Ticks of each instrument before the tape begins again. */
const ROUNDS = 32;
const SEED = 7;
const STEP = 0.05;
const LOT = 75;
/** Of all packets; the others tell of the order book alone. */
const TRADES = 0.6;

/** An instrument's day so far. */
interface Walk {
  key: string;
  ltp: number;
  open: number;
  high: number;
  low: number;
  lastQuantity: number;
  volume: number;
  turnover: number;
  buyQuantity: number;
  sellQuantity: number;
  oi: number;
}

/**
 * Full packets of options as Dhan sends them, made before anything is measured and played round and round: Tier B is held
 * in that mode. Instruments come at random. Each packet changes the book and its totals; three in five bring a trade.
 */
export class PacketTape {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #packets: number;
  #next = 0;

  constructor(keys: readonly string[]) {
    const random = randomFrom(SEED);
    const walks = keys.map((key) => firstOf(key, random));
    this.#packets = keys.length * ROUNDS;
    this.#bytes = new Uint8Array(this.#packets * PACKET_BYTES);
    this.#view = new DataView(this.#bytes.buffer);
    for (let i = 0; i < this.#packets; i++) {
      // The first round brings each of them once.
      const walk = i < walks.length ? walks[i]! : walks[Math.floor(random() * walks.length)]!;
      step(walk, random);
      this.#bytes.set(packetOf(walk, random), i * PACKET_BYTES);
    }
  }

  /** The next packets in one frame, traded at `now` (UTC milliseconds): at most so many, fewer where the tape ends. */
  frame(most: number, now: number): { frame: Uint8Array; packets: number } {
    const packets = Math.min(most, this.#packets - this.#next);
    const from = this.#next * PACKET_BYTES;
    const to = from + packets * PACKET_BYTES;
    const ltt = Math.floor(now / 1000) + LTT_AHEAD_OF_UTC_SECONDS;
    for (let at = from; at < to; at += PACKET_BYTES) this.#view.setUint32(at + FullOffset.ltt, ltt, true);
    this.#next = (this.#next + packets) % this.#packets;
    return { frame: this.#bytes.subarray(from, to), packets };
  }
}

function firstOf(key: string, random: () => number): Walk {
  const ltp = 20 + Math.floor(random() * 9_600) * STEP;
  const volume = LOT * Math.floor(1_000 + random() * 100_000);
  return {
    key,
    ltp,
    open: ltp,
    high: ltp,
    low: ltp,
    lastQuantity: LOT,
    volume,
    turnover: volume * ltp,
    buyQuantity: LOT * Math.floor(10_000 + random() * 20_000),
    sellQuantity: LOT * Math.floor(10_000 + random() * 20_000),
    oi: LOT * Math.floor(5_000 + random() * 50_000),
  };
}

function step(walk: Walk, random: () => number): void {
  walk.buyQuantity = Math.max(LOT, walk.buyQuantity + LOT * Math.floor(random() * 21 - 10));
  walk.sellQuantity = Math.max(LOT, walk.sellQuantity + LOT * Math.floor(random() * 21 - 10));
  if (random() > TRADES) return;
  walk.ltp = Math.max(STEP, walk.ltp + STEP * Math.floor(random() * 5 - 2));
  walk.lastQuantity = LOT * (1 + Math.floor(random() * 10));
  walk.volume += walk.lastQuantity;
  walk.turnover += walk.lastQuantity * walk.ltp;
  walk.high = Math.max(walk.high, walk.ltp);
  walk.low = Math.min(walk.low, walk.ltp);
  if (random() < 0.1) walk.oi = Math.max(LOT, walk.oi + LOT * Math.floor(random() * 9 - 4));
}

function packetOf(walk: Walk, random: () => number): Uint8Array {
  const depth = Array.from({ length: DEPTH_LEVELS }, (_, level) => ({
    bidPrice: Math.max(STEP, walk.ltp - (level + 1) * STEP),
    bidQuantity: LOT * Math.ceil(random() * 40),
    bidOrders: Math.ceil(random() * 9),
    askPrice: walk.ltp + (level + 1) * STEP,
    askQuantity: LOT * Math.ceil(random() * 40),
    askOrders: Math.ceil(random() * 9),
  }));
  return fullPacket(walk.key, {
    ltp: walk.ltp,
    // Played over with each second.
    exchangeSeconds: 1,
    lastQuantity: walk.lastQuantity,
    averagePrice: walk.turnover / walk.volume,
    volume: walk.volume,
    totalBuyQuantity: walk.buyQuantity,
    totalSellQuantity: walk.sellQuantity,
    open: walk.open,
    close: walk.open - STEP,
    high: walk.high,
    low: walk.low,
    oi: walk.oi,
    oiDayHigh: walk.oi,
    oiDayLow: walk.oi,
    depth,
  });
}
