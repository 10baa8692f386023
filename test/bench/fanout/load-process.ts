import { type LoadCounts, noCounts } from "./load-counts.ts";
import { NatsSink } from "./nats-sink.ts";
import { answerQuestions, usage } from "./questions.ts";
import { RawSocket } from "./raw-socket.ts";
import { StreamSink } from "./stream-sink.ts";
import { choiceOf, dealtTo } from "./workload.ts";

/** Sessions that are opening at a time. */
const OPENING = 50;

export interface Load {
  dialect: "stream" | "nats";
  port: number;
  /** The first session's number, where there are others. */
  first: number;
  sessions: number;
  keys: readonly string[];
  perSession: number;
  /** Every key somebody's, rather than a choice for each session. */
  isDealt: boolean;
  mode: "ltp" | "quote" | "full";
  /** Intervals, a session each in turn. */
  everyMs: readonly number[];
}

/** The load generator: sessions on raw sockets that count what they get. */
let counts: LoadCounts = noCounts();
const sockets: RawSocket[] = [];

async function open(load: Load): Promise<void> {
  let next = 0;
  const openSome = async () => {
    while (next < load.sessions) await openOne(load, load.first + next++);
  };
  await Promise.all(Array.from({ length: OPENING }, openSome));
}

async function openOne(load: Load, place: number): Promise<void> {
  const mine = counts;
  const keys = (load.isDealt ? dealtTo : choiceOf)(place, load.perSession, load.keys);
  const ready = Promise.withResolvers<void>();
  const socket = await RawSocket.open({
    port: load.port,
    place,
    makeSink: (socket) =>
      load.dialect === "nats"
        ? new NatsSink(mine, ready.resolve)
        : new StreamSink(mine, ready.resolve, () => socket().pong()),
    onEnd() {
      mine.closed++;
      ready.reject(new Error("closed before it was subscribed"));
    },
  });
  sockets.push(socket);
  if (load.dialect === "nats") {
    socket.say('CONNECT {"verbose":false,"pedantic":false}\r\n');
    for (let from = 0; from < keys.length; from += 500)
      socket.say(
        keys
          .slice(from, from + 500)
          .map((key, i) => `SUB ${key} ${from + i + 1}\r\n`)
          .join(""),
      );
    socket.say("PING\r\n");
  } else {
    const everyMs = load.everyMs[place % load.everyMs.length]!;
    socket.say(JSON.stringify({ op: "subscribe", instruments: keys, mode: load.mode, everyMs }));
  }
  await ready.promise;
}

const answers = {
  open,
  /** Since the load was opened. */
  counts: () => ({ ...counts, ...usage() }),
  close() {
    const open = sockets.splice(0);
    counts = noCounts();
    for (const socket of open) socket.vanish();
  },
};
export type LoadAnswers = typeof answers;
answerQuestions(answers);
