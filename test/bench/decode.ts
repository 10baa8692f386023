import { Decoder } from "../../server/dhan/decoder.ts";
import { LttEpoch } from "../../server/dhan/ltt-epoch.ts";
import { DEPTH_LEVEL_BYTES, DEPTH_LEVELS, DepthLevelOffset, FullOffset } from "../../server/dhan/protocol.ts";
import { TickStore } from "../../server/ticks/tick-store.ts";
import { measureInTurns, summary } from "./measure.ts";

const INSTRUMENTS = 5_000;
const PACKETS_PER_FRAME = 100;
const PACKET_BYTES = 162;
const LIMIT_RATIO = 2;

/**
 * What it costs to decode a full packet and keep it, against a loop that only reads the same fields with a DataView.
 * Frames of 100 packets, 5,000 instruments in turn, so that neither side lives in the cache alone.
 */
export async function run(print: (line: object) => void): Promise<void> {
  const frames = makeFrames();
  const packets = INSTRUMENTS;
  const store = new TickStore({ capacity: 32_768, closeMeaning: () => "day-before" });
  for (let i = 0; i < INSTRUMENTS; i++) store.open(`NSE_FNO:${35_000 + i}`);
  const decoder = new Decoder(store, { marketStatus() {}, disconnect() {} }, new LttEpoch());
  const receivedTime = Date.UTC(2026, 5, 10, 4, 30);

  let sink = 0;
  const readOnly = () => {
    for (const frame of frames) {
      const view = new DataView(frame.buffer, frame.byteOffset, frame.byteLength);
      for (let at = 0; at < frame.byteLength; at += PACKET_BYTES) sink += readFields(view, at);
    }
  };
  const decodeAndStore = () => {
    for (const frame of frames) decoder.decodeFrame(frame, receivedTime);
  };

  const [reading, storing] = measureInTurns([readOnly, decodeAndStore], { rounds: 60, repeats: 20 });
  const perPacket = (ms: number) => (ms * 1e6) / (packets * 20);
  const ratios = storing!.map((ms, i) => ms / reading![i]!);
  const ratio = summary(ratios);
  print({
    bench: "decode",
    work: "full packet: decode and store, against a loop that only reads its fields",
    readNs: summary(reading!.map(perPacket)),
    decodeAndStoreNs: summary(storing!.map(perPacket)),
    ratio,
    limit: LIMIT_RATIO,
    pass:
      ratio.median <= LIMIT_RATIO && decoder.counts.brokenFrames === 0 && store.unexpectedPackets === 0 && sink !== 0,
  });
}

function readFields(view: DataView, at: number): number {
  let sum = view.getUint8(at) + view.getUint16(at + 1, true) + view.getUint8(at + 3) + view.getUint32(at + 4, true);
  sum += view.getFloat32(at + FullOffset.ltp, true) + view.getUint16(at + FullOffset.ltq, true);
  sum += view.getUint32(at + FullOffset.ltt, true) + view.getFloat32(at + FullOffset.atp, true);
  sum += view.getUint32(at + FullOffset.volume, true) + view.getUint32(at + FullOffset.totalSellQty, true);
  sum += view.getUint32(at + FullOffset.totalBuyQty, true) + view.getUint32(at + FullOffset.oi, true);
  sum += view.getUint32(at + FullOffset.oiDayHigh, true) + view.getUint32(at + FullOffset.oiDayLow, true);
  sum += view.getFloat32(at + FullOffset.open, true) + view.getFloat32(at + FullOffset.close, true);
  sum += view.getFloat32(at + FullOffset.high, true) + view.getFloat32(at + FullOffset.low, true);
  for (let level = 0; level < DEPTH_LEVELS; level++) {
    const base = at + FullOffset.depth + level * DEPTH_LEVEL_BYTES;
    sum += view.getUint32(base + DepthLevelOffset.bidQty, true) + view.getUint32(base + DepthLevelOffset.askQty, true);
    sum +=
      view.getUint16(base + DepthLevelOffset.bidOrders, true) + view.getUint16(base + DepthLevelOffset.askOrders, true);
    sum +=
      view.getFloat32(base + DepthLevelOffset.bidPrice, true) + view.getFloat32(base + DepthLevelOffset.askPrice, true);
  }
  return sum;
}

function makeFrames(): Uint8Array[] {
  const frames: Uint8Array[] = [];
  for (let first = 0; first < INSTRUMENTS; first += PACKETS_PER_FRAME) {
    const frame = new Uint8Array(PACKETS_PER_FRAME * PACKET_BYTES);
    const view = new DataView(frame.buffer);
    for (let i = 0; i < PACKETS_PER_FRAME; i++) {
      const at = i * PACKET_BYTES;
      view.setUint8(at, 8);
      view.setUint16(at + 1, PACKET_BYTES, true);
      view.setUint8(at + 3, 2);
      view.setUint32(at + 4, 35_000 + first + i, true);
      for (const offset of [
        FullOffset.ltp,
        FullOffset.atp,
        FullOffset.open,
        FullOffset.close,
        FullOffset.high,
        FullOffset.low,
      ])
        view.setFloat32(at + offset, 100 + ((first + i + offset) % 997) * 0.05, true);
      view.setUint32(at + FullOffset.ltt, 1_781_084_997, true);
      view.setUint32(at + FullOffset.volume, 1_000_000 + first + i, true);
      for (let level = 0; level < DEPTH_LEVELS; level++) {
        const base = at + FullOffset.depth + level * DEPTH_LEVEL_BYTES;
        view.setUint32(base + DepthLevelOffset.bidQty, 65 * (level + 1), true);
        view.setUint32(base + DepthLevelOffset.askQty, 65 * (level + 2), true);
        view.setUint16(base + DepthLevelOffset.bidOrders, level + 1, true);
        view.setUint16(base + DepthLevelOffset.askOrders, level + 2, true);
        view.setFloat32(base + DepthLevelOffset.bidPrice, 100 - level * 0.05, true);
        view.setFloat32(base + DepthLevelOffset.askPrice, 100.05 + level * 0.05, true);
      }
    }
    frames.push(frame);
  }
  return frames;
}

if (import.meta.main) await run((line) => console.log(JSON.stringify(line)));
