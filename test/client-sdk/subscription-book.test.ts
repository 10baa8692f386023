import { expect, test } from "bun:test";
import fc from "fast-check";
import { type Listener, SubscriptionBook } from "../../client-sdk/subscription-book.ts";
import { MODES, type Mode } from "../../shared/tick-mode.ts";

const KEYS = ["IDX_I:13", "NSE_EQ:13", "NSE_EQ:2885"];

test("whatever is added, removed, lost and resumed, the server ends with the merged terms of all listeners", () => {
  const step = fc.oneof(
    fc.record({
      do: fc.constant("add" as const),
      key: fc.constantFrom(...KEYS),
      mode: fc.constantFrom(...MODES),
      everyMs: fc.constantFrom(0, 100, 1_000),
    }),
    fc.record({ do: fc.constant("remove" as const), pick: fc.nat() }),
    fc.record({ do: fc.constant("say" as const) }),
    fc.record({ do: fc.constant("lose" as const) }),
    fc.record({ do: fc.constant("resume" as const) }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const book = new SubscriptionBook();
      const server = new Map<string, { mode: Mode; everyMs: number }>();
      let listeners: { key: string; listener: Listener }[] = [];
      const sayAll = () => {
        for (let message = book.nextMessage(); message !== null; message = book.nextMessage()) {
          if (!("instruments" in message)) throw new Error("the book names instruments alone");
          for (const key of message.instruments) {
            if (message.op === "subscribe") server.set(key, { mode: message.mode!, everyMs: message.everyMs! });
            else expect(server.delete(key)).toBe(true);
          }
        }
      };
      for (const now of steps) {
        if (now.do === "add") {
          const listener: Listener = { mode: now.mode, everyMs: now.everyMs, onTick: () => {} };
          book.add(now.key, listener);
          listeners.push({ key: now.key, listener });
        } else if (now.do === "remove" && listeners.length > 0) {
          const gone = listeners[now.pick % listeners.length]!;
          book.remove(gone.key, gone.listener);
          listeners = listeners.filter((other) => other !== gone);
        } else if (now.do === "say") {
          sayAll();
        } else if (now.do === "lose") {
          server.clear();
          book.forgetAsked();
        } else if (now.do === "resume") {
          book.forgetAsked();
          book.restore([...server].map(([key, terms]) => ({ key, ...terms })));
        }
      }
      sayAll();
      const wanted = new Map<string, { mode: Mode; everyMs: number }>();
      for (const key of KEYS) {
        const own = listeners.filter((other) => other.key === key).map(({ listener }) => listener);
        if (own.length === 0) continue;
        const mode = MODES[Math.max(...own.map((listener) => MODES.indexOf(listener.mode)))]!;
        wanted.set(key, { mode, everyMs: Math.min(...own.map(({ everyMs }) => everyMs)) });
      }
      expect(new Map([...server].sort())).toEqual(new Map([...wanted].sort()));
    }),
  );
});

test("what goes on as it was is not asked for again, also where its interval is served rounded up", () => {
  const book = new SubscriptionBook();
  book.add("IDX_I:13", { mode: "ltp", everyMs: 25, onTick: () => {} });
  book.nextMessage();
  book.forgetAsked();
  book.restore([{ key: "IDX_I:13", mode: "ltp", everyMs: 30 }]);
  expect(book.nextMessage()).toBeNull();
});
