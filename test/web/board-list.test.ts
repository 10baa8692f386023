import { describe, expect, test } from "bun:test";
import { BOARD_SIZE, BoardList } from "../../web/watchlist/board-list.ts";

/** A browser's storage. */
class Storage {
  readonly items = new Map<string, string>();
  getItem(key: string) {
    return this.items.get(key) ?? null;
  }
  setItem(key: string, value: string) {
    this.items.set(key, value);
  }
}

describe("the board", () => {
  test("takes a key however it is typed and remembers it", () => {
    const storage = new Storage();
    expect(new BoardList(storage).add("  nse_eq:2885 ")).toEqual({ ok: true });
    expect(new BoardList(storage).state.keys).toEqual(["NSE_EQ:2885"]);
  });

  test("says why it takes no other text", () => {
    const board = new BoardList(new Storage());
    board.add("IDX_I:13");
    const reasons = ["", "RELIANCE", "NSE_EQ:0", "NSE_EQ:4294967296", "idx_i:13"].map((text) => board.add(text));
    for (const result of reasons) expect(result.ok).toBe(false);
    expect(reasons.at(-1)).toEqual({ ok: false, reason: "IDX_I:13 is on the board already" });
    expect(board.state.keys).toEqual(["IDX_I:13"]);
  });

  test("holds so many and no more", () => {
    const board = new BoardList(new Storage());
    for (let id = 1; id <= BOARD_SIZE; id++) expect(board.add(`NSE_EQ:${id}`).ok).toBe(true);
    expect(board.add("NSE_EQ:9999").ok).toBe(false);
    expect(board.state.keys).toHaveLength(BOARD_SIZE);
  });

  test("brings removed ones back to their places, the last first", () => {
    const board = new BoardList(new Storage());
    for (const key of ["NSE_EQ:1", "NSE_EQ:2", "NSE_EQ:3"]) board.add(key);
    board.remove("NSE_EQ:1", "ONE");
    board.remove("NSE_EQ:3", "THREE");
    expect(board.state.keys).toEqual(["NSE_EQ:2"]);
    board.undo();
    expect(board.state.keys).toEqual(["NSE_EQ:2", "NSE_EQ:3"]);
    board.undo();
    expect(board.state.keys).toEqual(["NSE_EQ:1", "NSE_EQ:2", "NSE_EQ:3"]);
    board.undo();
    expect(board.state.keys).toHaveLength(3);
  });

  test("one that was added again is not brought back twice", () => {
    const board = new BoardList(new Storage());
    board.add("NSE_EQ:1");
    board.remove("NSE_EQ:1", "ONE");
    board.add("NSE_EQ:1");
    board.undo();
    expect(board.state.keys).toEqual(["NSE_EQ:1"]);
  });

  test("takes only what is right from a storage that was tampered with", () => {
    const storage = new Storage();
    for (const text of ["{", "null", "7", '{"a":1}']) {
      storage.setItem("strikewire.board", text);
      expect(new BoardList(storage).state.keys).toEqual([]);
    }
    storage.setItem("strikewire.board", '["NSE_EQ:1", 7, null, "x", "NSE_EQ:1", "IDX_I:13"]');
    expect(new BoardList(storage).state.keys).toEqual(["NSE_EQ:1", "IDX_I:13"]);
  });

  test("works in a browser that lets nothing be stored", () => {
    const refuse = () => {
      throw new Error("denied");
    };
    const board = new BoardList({ getItem: refuse, setItem: refuse });
    expect(board.add("NSE_EQ:1")).toEqual({ ok: true });
    expect(board.state.keys).toEqual(["NSE_EQ:1"]);
  });
});
