import { type InstrumentKey, parseInstrumentKey, type Segment } from "../../shared/instrument-key.ts";
import { DAY_MS, IST_OFFSET_MS } from "../../shared/ist.ts";
import { type Mode, PRICE_SOURCES } from "../../shared/tick-mode.ts";
import type { CloseMeaning } from "../calendar/exchange-calendar.ts";
import type { TickHandler } from "../dhan/decoder.ts";
import type {
  DepthPacket,
  FullPacket,
  OpenInterestPacket,
  PacketWindow,
  PreviousClosePacket,
  QuotePacket,
  TickerPacket,
} from "../dhan/packet.ts";
import { traitsOf } from "./segment-trait.ts";
import { SlotIndex } from "./slot-index.ts";
import { Column, ROW_WORDS, STALE, TickTable } from "./tick-table.ts";

const SOURCE_STREAM = 1 + PRICE_SOURCES.indexOf("stream");
const INFINITY_BITS = 0x7f800000;

export interface TickStoreOptions {
  /** Most instruments held at once. */
  capacity: number;
  /**
   * What the `close` of a quote or full packet is: Dhan sends the previous close while the session runs, and may send
   * another day's before and afterwards. The first of a session stands for the day; what is unsettled stands until then.
   */
  closeMeaning(segment: Segment, utcMs: number): CloseMeaning;
  /** Called for a slot of `everyTick` once its packet's values are in the columns, and when it turns stale. */
  onTick?(slot: number): void;
}

/**
 * The last value of every field of every instrument held, merged from packets that each bring some of them. What a
 * packet does not bring stays as it was.
 */
export class TickStore implements TickHandler {
  readonly table: TickTable;
  /** What instruments of a slot's segment have, and how their prices count: SegmentTrait. */
  readonly traits: Uint8Array;
  /** 1 for slots whose every tick somebody must see; all others are looked at when it suits the reader. */
  readonly everyTick: Uint8Array;
  /** Packets for instruments that have no slot: the last ones after an unsubscribe. */
  unexpectedPackets = 0;
  readonly #index: SlotIndex;
  readonly #closeMeaning: TickStoreOptions["closeMeaning"];
  readonly #onTick: (slot: number) => void;
  readonly #segment: Segment[] = [];
  /** Indian day (number) for which a slot's previous close is settled. */
  readonly #previousCloseDay: Int32Array;
  /** Indian day of a slot's first open interest. */
  readonly #firstOiDay: Int32Array;
  /** The day of the last packet, and when it ends. */
  #today = 0;
  #todayEndsAt = 0;

  constructor(options: TickStoreOptions) {
    this.table = new TickTable(options.capacity);
    this.everyTick = new Uint8Array(options.capacity);
    this.traits = new Uint8Array(options.capacity);
    this.#index = new SlotIndex(options.capacity);
    this.#closeMeaning = options.closeMeaning;
    this.#onTick = options.onTick ?? (() => {});
    this.#previousCloseDay = new Int32Array(options.capacity);
    this.#firstOiDay = new Int32Array(options.capacity);
  }

  get size(): number {
    return this.#index.size;
  }

  get capacity(): number {
    return this.#index.capacity;
  }

  /** Makes room for an instrument and returns its slot; -1 when the store is full. */
  open(key: InstrumentKey): number {
    const slot = this.#index.add(key);
    if (slot === -1) return -1;
    const { segment } = parseInstrumentKey(key)!;
    this.#segment[slot] = segment;
    this.traits[slot] = traitsOf(segment);
    return slot;
  }

  /** Forgets an instrument; its slot may stand for another afterwards. */
  close(key: InstrumentKey): void {
    const slot = this.#index.remove(key);
    if (slot === -1) return;
    this.#clear(slot);
    this.everyTick[slot] = 0;
  }

  /** The key names another instrument from now on: what is known is none of that one's. It keeps its slot. */
  forget(key: InstrumentKey): void {
    const slot = this.#index.slotOfKey(key);
    if (slot === -1) return;
    this.#clear(slot);
    if (this.everyTick[slot] === 1) this.#onTick(slot);
  }

  slotOf(key: InstrumentKey): number {
    return this.#index.slotOfKey(key);
  }

  /** Only of a slot that is open. */
  keyOf(slot: number): InstrumentKey {
    return this.#index.keyOf(slot)!;
  }

  segmentOf(slot: number): Segment {
    return this.#segment[slot]!;
  }

  /** Marks what nobody keeps fresh any more: its connection is down. The next packet of its own takes the mark away. */
  markStale(keys: Iterable<InstrumentKey>): void {
    const words = this.table.words;
    for (const key of keys) {
      const slot = this.#index.slotOfKey(key);
      if (slot === -1) continue;
      const row = slot * ROW_WORDS;
      if ((words[row + Column.state]! & STALE) !== 0) continue;
      words[row + Column.state]! |= STALE;
      words[row + Column.version]!++;
      if (this.everyTick[slot] === 1) this.#onTick(slot);
    }
  }

  /**
   * The instrument is carried in a poorer mode from now on: what only the richer one brought is forgotten, or it would
   * stand beside fresh prices as if it were fresh.
   */
  narrow(key: InstrumentKey, mode: Mode): void {
    const slot = this.#index.slotOfKey(key);
    if (slot === -1) return;
    this.table.forgetBeyond(slot, mode);
    if (this.everyTick[slot] === 1) this.#onTick(slot);
  }

  ticker(packet: TickerPacket, receivedTime: number): void {
    const slot = this.#slot(packet);
    if (slot === -1) return;
    const words = this.table.words;
    const row = slot * ROW_WORDS;
    words[row + Column.ltp] = packet.ltpBits;
    words[row + Column.exchangeTime] = packet.exchangeTime;
    this.#done(slot, row, receivedTime);
  }

  quote(packet: QuotePacket, receivedTime: number): void {
    const slot = this.#slot(packet);
    if (slot === -1) return;
    const row = slot * ROW_WORDS;
    this.#tradeAndDay(slot, row, packet, receivedTime);
    this.#done(slot, row, receivedTime);
  }

  full(packet: FullPacket, receivedTime: number): void {
    const slot = this.#slot(packet);
    if (slot === -1) return;
    const words = this.table.words;
    const row = slot * ROW_WORDS;
    this.#tradeAndDay(slot, row, packet, receivedTime);
    this.#takeOi(slot, row, packet.oi, receivedTime);
    words[row + Column.oiDayHigh] = packet.oiDayHigh;
    words[row + Column.oiDayLow] = packet.oiDayLow;
    packet.copyDepth(words, row + Column.depth);
    this.#done(slot, row, receivedTime);
  }

  /** No trade time comes with it: the time of the last trade stays. */
  depth(packet: DepthPacket, receivedTime: number): void {
    const slot = this.#slot(packet);
    if (slot === -1) return;
    const row = slot * ROW_WORDS;
    this.table.words[row + Column.ltp] = packet.ltpBits;
    packet.copyDepth(this.table.words, row + Column.depth);
    this.#done(slot, row, receivedTime);
  }

  openInterest(packet: OpenInterestPacket, receivedTime: number): void {
    const slot = this.#slot(packet);
    if (slot === -1) return;
    const row = slot * ROW_WORDS;
    this.#takeOi(slot, row, packet.oi, receivedTime);
    this.#done(slot, row, receivedTime);
  }

  previousClose(packet: PreviousClosePacket, receivedTime: number): void {
    const slot = this.#slot(packet);
    if (slot === -1) return;
    const row = slot * ROW_WORDS;
    this.table.words[row + Column.previousOi] = packet.oi;
    const closeBits = packet.closeBits;
    if (isPrice(closeBits)) {
      this.table.words[row + Column.previousClose] = closeBits;
      const isSettled = this.#closeMeaning(this.#segment[slot]!, receivedTime) !== "unsettled";
      this.#previousCloseDay[slot] = isSettled ? this.#day(receivedTime) : 0;
    }
    this.#done(slot, row, receivedTime);
  }

  #clear(slot: number): void {
    this.table.clear(slot);
    this.#previousCloseDay[slot] = 0;
    this.#firstOiDay[slot] = 0;
  }

  #slot(packet: PacketWindow): number {
    const slot = this.#index.slotOf(packet.segment, packet.securityId);
    if (slot === -1) this.unexpectedPackets++;
    return slot;
  }

  /** What quote and full packets share. */
  #tradeAndDay(slot: number, row: number, packet: QuotePacket | FullPacket, receivedTime: number): void {
    const words = this.table.words;
    words[row + Column.ltp] = packet.ltpBits;
    words[row + Column.exchangeTime] = packet.exchangeTime;
    words[row + Column.lastQuantity] = packet.ltq;
    words[row + Column.averagePrice] = packet.atpBits;
    words[row + Column.volume] = packet.volume;
    words[row + Column.totalSellQuantity] = packet.totalSellQty;
    words[row + Column.totalBuyQuantity] = packet.totalBuyQty;
    words[row + Column.open] = packet.openBits;
    words[row + Column.high] = packet.highBits;
    words[row + Column.low] = packet.lowBits;
    if (this.#previousCloseDay[slot] !== this.#day(receivedTime))
      this.#takeClose(slot, row, packet.closeBits, receivedTime);
  }

  #takeClose(slot: number, row: number, closeBits: number, receivedTime: number): void {
    if (!isPrice(closeBits)) return;
    const meaning = this.#closeMeaning(this.#segment[slot]!, receivedTime);
    if (meaning === "unknown") return;
    this.table.words[row + Column.previousClose] = closeBits;
    if (meaning === "day-before") this.#previousCloseDay[slot] = this.#today;
  }

  #takeOi(slot: number, row: number, oi: number, receivedTime: number): void {
    this.table.words[row + Column.oi] = oi;
    const day = this.#day(receivedTime);
    if (this.#firstOiDay[slot] === day) return;
    this.#firstOiDay[slot] = day;
    this.table.firstOi[slot] = oi;
  }

  #done(slot: number, row: number, receivedTime: number): void {
    const words = this.table.words;
    this.table.receivedTime[slot] = receivedTime;
    words[row + Column.state] = SOURCE_STREAM;
    words[row + Column.version]!++;
    if (this.everyTick[slot] === 1) this.#onTick(slot);
  }

  #day(utcMs: number): number {
    if (utcMs >= this.#todayEndsAt) {
      this.#today = Math.floor((utcMs + IST_OFFSET_MS) / DAY_MS);
      this.#todayEndsAt = (this.#today + 1) * DAY_MS - IST_OFFSET_MS;
    }
    return this.#today;
  }
}

/** The bits of an f32 above 0 and finite. */
function isPrice(bits: number): boolean {
  return bits > 0 && bits < INFINITY_BITS;
}
