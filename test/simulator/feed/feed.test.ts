import { describe, expect, test } from "bun:test";
import { LTT_AHEAD_OF_UTC_SECONDS } from "../../../server/dhan/protocol.ts";
import { smallListing } from "../../fakes/small-master.ts";
import { SMALL_UNIVERSE_NOW as NOW, wideUniverse } from "../../fakes/small-universe.ts";
import { connect, FeedClient, feedUrl, instrument } from "../feed-client.ts";
import { startSimulator } from "../harness.ts";

const NIFTY = instrument("IDX_I", 13);
const ABB = instrument("NSE_EQ", 13);
const RELIANCE = instrument("NSE_EQ", 2885);
const NIFTY_FUTURE = instrument("NSE_FNO", 40_000);
const NIFTY_OPTION = instrument("NSE_FNO", 40_200);
const TICKER = 15;
const QUOTE = 17;
const FULL = 21;

const range = (count: number) => Array.from({ length: count }, (_, i) => i);
/** The first `count` options of wideUniverse. */
const options = (count: number) => range(count).map((i) => instrument("NSE_FNO", 40_000 + i));

describe("connecting", () => {
  test("the first packet is a market status", async () => {
    const { simulator } = await startSimulator();
    const client = await connect(simulator);
    expect(client.packets.map(({ code, length }) => [code, length])).toEqual([[7, 8]]);
  });

  test.each([
    ["a token that is not signed here", { token: "a.b.c" }, 401],
    ["no token", { token: "" }, 401],
    ["another client id", { clientId: "999" }, 401],
    ["version 1", { version: "1" }, 400],
    ["another authType", { authType: "1" }, 400],
  ])("%s is refused at the upgrade", async (_, query, status) => {
    const { simulator } = await startSimulator();
    const client = new FeedClient(feedUrl(simulator, query));
    await client.closed();
    expect(client.error).toEndWith(`Expected 101 status code: ${status}`);
    expect(simulator.control.status().sockets).toEqual([]);
  });

  test("bad credentials can be told by a disconnect packet instead", async () => {
    const { simulator, clock } = await startSimulator({ faults: { badCredentials: "packet" } });
    const reasonFor = async (query: Parameters<typeof feedUrl>[1]) => {
      const client = new FeedClient(feedUrl(simulator, query));
      await client.closed();
      return client.reason;
    };
    expect(await reasonFor({ token: "" })).toBe(808);
    expect(await reasonFor({ token: "a.b.c" })).toBe(809);
    expect(await reasonFor({ clientId: "999" })).toBe(810);
    clock.advance(24 * 3_600_000);
    expect(await reasonFor({})).toBe(807);
  });

  test("the sixth socket kicks the oldest with reason 805, the others stay", async () => {
    const { simulator } = await startSimulator();
    const clients = [];
    for (const _ of range(6)) clients.push(await connect(simulator));
    await clients[0]!.closed();
    expect(clients[0]!.reason).toBe(805);
    expect(clients[0]!.closeCode).toBe(1000);
    expect(simulator.control.status().sockets.map(({ id }) => id)).toEqual([2, 3, 4, 5, 6]);
    expect(clients.slice(1).every(({ closeCode }) => closeCode === null)).toBe(true);
  });

  test("RequestCode 12 closes the whole socket without a disconnect packet", async () => {
    const { simulator } = await startSimulator();
    const client = await connect(simulator);
    client.socket.send('{"RequestCode":12}');
    await client.closed();
    expect(client.reason).toBeNull();
    expect(client.closeCode).toBe(1000);
  });

  test("binary messages are ignored and counted", async () => {
    const { simulator } = await startSimulator();
    const client = await connect(simulator);
    client.socket.send(new Uint8Array(83));
    await client.settled();
    expect(client.closeCode).toBeNull();
    expect(simulator.control.messages()[0]!.ignoredBinary).toBe(1);
  });
});

describe("subscribing", () => {
  test("each mode is answered at once with its packets", async () => {
    const { simulator } = await startSimulator();
    const answers = async (code: number, ...instruments: ReturnType<typeof instrument>[]) => {
      const client = await connect(simulator);
      client.send(code, instruments);
      await client.settled();
      client.socket.close();
      return client.packets.slice(1).map((packet) => [packet.code, packet.segment, packet.securityId]);
    };
    expect(await answers(TICKER, NIFTY, RELIANCE)).toEqual([
      [6, 0, 13],
      [2, 0, 13],
      [2, 1, 2885],
    ]);
    expect(await answers(QUOTE, NIFTY, ABB, NIFTY_FUTURE)).toEqual([
      [6, 0, 13],
      [4, 0, 13],
      [4, 1, 13],
      [4, 2, 40_000],
      [5, 2, 40_000],
    ]);
    expect(await answers(FULL, RELIANCE, NIFTY_OPTION)).toEqual([
      [8, 1, 2885],
      [8, 2, 40_200],
    ]);
  });

  test("the last trade time counts seconds on an Indian wall clock", async () => {
    const { simulator } = await startSimulator();
    const client = await connect(simulator);
    client.send(TICKER, [NIFTY]);
    await client.settled();
    expect(client.of(2)[0]!.view.getUint32(12, true)).toBe(NOW / 1000 + LTT_AHEAD_OF_UTC_SECONDS);
  });

  test("every instrument ticks once a second, spread over the second", async () => {
    const { simulator, clock } = await startSimulator({ listing: smallListing(wideUniverse(400)) });
    const client = await connect(simulator);
    for (const i of range(4)) client.send(FULL, options(400).slice(100 * i, 100 * i + 100));
    await client.settled();
    expect(client.of(8).length).toBe(400);
    for (const _ of range(20)) {
      const before = client.of(8).length;
      clock.advance(100);
      await client.settled();
      expect(client.of(8).length - before).toBe(40);
    }
    for (const i of range(400)) expect(client.of(8, 40_000 + i).length).toBe(1 + 2);
    // One packet a frame.
    expect(client.frames.every((frame) => frame.length <= 162)).toBe(true);
  });

  test("modes of one instrument are independent, and an unsubscribe needs its own code", async () => {
    const { simulator, clock } = await startSimulator();
    const client = await connect(simulator);
    client.send(TICKER, [RELIANCE]);
    client.send(FULL, [RELIANCE]);
    await client.settled();
    const key = "NSE_EQ:2885";
    expect(simulator.control.instruments(1)).toEqual({ [key]: ["ticker", "full"] });
    clock.advance(1_000);
    client.send(TICKER + 1, [RELIANCE]);
    await client.settled();
    expect(simulator.control.instruments(1)).toEqual({ [key]: ["full"] });
    expect([client.of(2).length, client.of(8).length]).toEqual([2, 2]);
    client.send(QUOTE + 1, [RELIANCE]);
    await client.settled();
    expect(simulator.control.instruments(1)).toEqual({ [key]: ["full"] });
    client.send(FULL + 1, [RELIANCE]);
    await client.settled();
    clock.advance(3_000);
    await client.settled();
    expect([client.of(2).length, client.of(8).length]).toEqual([2, 2]);
    expect(simulator.control.instruments(1)).toEqual({});
  });

  test("subscribing again sends a fresh snapshot and does not tick twice", async () => {
    const { simulator, clock } = await startSimulator();
    const client = await connect(simulator);
    client.send(QUOTE, [RELIANCE]);
    client.send(QUOTE, [RELIANCE]);
    await client.settled();
    expect(client.of(4).length).toBe(2);
    clock.advance(5_000);
    await client.settled();
    expect(client.of(4).length).toBe(7);
  });

  test("an instrument that is not listed takes a place and stays silent", async () => {
    const { simulator, clock } = await startSimulator();
    const client = await connect(simulator);
    client.send(FULL, [instrument("NSE_EQ", 4_000_000_000), RELIANCE]);
    await client.settled();
    clock.advance(2_000);
    await client.settled();
    expect(client.of(8).map(({ securityId }) => securityId)).toEqual([2885, 2885, 2885]);
    expect(simulator.control.status().sockets[0]!.instruments).toBe(2);
  });

  test("5,000 instruments fit on a socket and one more ends it with reason 804", async () => {
    const { simulator } = await startSimulator({ listing: smallListing(wideUniverse(5_001)) });
    const client = await connect(simulator);
    for (const i of range(50)) client.send(TICKER, options(5_000).slice(100 * i, 100 * i + 100));
    // Asked for again they need no more room.
    client.send(QUOTE, options(100));
    await client.settled();
    expect(simulator.control.status().sockets[0]!.byMode).toEqual({ ticker: 5_000, quote: 100, full: 0 });
    expect(simulator.control.messages()[0]).toMatchObject({ count: 51, largest: 100 });
    client.send(TICKER, [instrument("NSE_FNO", 45_000)]);
    await client.closed();
    expect(client.reason).toBe(804);
  });
});

describe("messages that are wrong", () => {
  const hundredAndOne = JSON.stringify({ RequestCode: 15, InstrumentCount: 101, InstrumentList: options(101) });
  const BAD = [
    ["more than 100 instruments", hundredAndOne],
    ["a count that is not the list's", '{"RequestCode":15,"InstrumentCount":2,"InstrumentList":[]}'],
    ["no JSON", "{"],
    ["an unknown code", '{"RequestCode":19,"InstrumentCount":0,"InstrumentList":[]}'],
    ["null", "null"],
    ["no list", '{"RequestCode":15,"InstrumentCount":0}'],
    [
      "a number for an id",
      '{"RequestCode":15,"InstrumentCount":1,"InstrumentList":[{"ExchangeSegment":"NSE_EQ","SecurityId":13}]}',
    ],
    [
      "a segment that is none",
      '{"RequestCode":15,"InstrumentCount":1,"InstrumentList":[{"ExchangeSegment":"toString","SecurityId":"13"}]}',
    ],
  ] as const;

  test.each(BAD)("%s ends the socket with reason 814", async (_, text) => {
    const { simulator } = await startSimulator();
    const client = await connect(simulator);
    client.socket.send(text);
    await client.closed();
    expect(client.reason).toBe(814);
  });

  test("the reason can be 804, or nothing at all", async () => {
    const { simulator } = await startSimulator({ faults: { badMessage: "ignore" } });
    const client = await connect(simulator);
    for (const [, text] of BAD) client.socket.send(text);
    await client.settled();
    expect(client.closeCode).toBeNull();
    expect(simulator.control.status().sockets[0]!.instruments).toBe(0);
    simulator.control.setFaults({ badMessage: 804 });
    client.socket.send(hundredAndOne);
    await client.closed();
    expect(client.reason).toBe(804);
  });
});

describe("hours", () => {
  test("outside exchange hours a subscription is answered once, then there is silence", async () => {
    const { simulator, clock } = await startSimulator({ hours: "exchange" });
    // 20:00 IST: NSE is closed, MCX open.
    clock.advance(9 * 3_600_000);
    const client = await connect(simulator);
    const crudeFuture = instrument("MCX_COMM", 40_000 + 3 + 1_206 + 3 + 126);
    client.send(FULL, [NIFTY, RELIANCE, crudeFuture]);
    await client.settled();
    clock.advance(10_000);
    await client.settled();
    expect(client.of(8, 2885).length).toBe(1);
    expect(client.of(8, 13).length).toBe(1);
    expect(client.of(8, Number(crudeFuture.SecurityId)).length).toBe(11);
    const closedAt = Date.parse("2026-11-25T15:30:00+05:30") / 1000;
    expect(client.of(8, 2885)[0]!.view.getUint32(14, true) - LTT_AHEAD_OF_UTC_SECONDS).toBe(closedAt);
  });
});
