import { createTickStream, type TickStream } from "../../../client-sdk/index.ts";
import { Latencies } from "./latencies.ts";
import { answerQuestions, usage } from "./questions.ts";
import { choiceOf } from "./workload.ts";

export interface Probes {
  port: number;
  /** The first one's number among all sessions. */
  first: number;
  sessions: number;
  keys: readonly string[];
  perSession: number;
  everyMs: number;
}

/**
 * A few sessions of the real client in a process that does nothing else, so that what they measure is the server and not
 * a busy reader: from the moment a packet came to the server, which each tick tells, to the tick in the application's hands.
 */
const latencies = new Latencies();
let streams: TickStream[] = [];

async function openOne({ port, keys, perSession, everyMs }: Probes, place: number): Promise<void> {
  const stream = createTickStream({ url: `ws://127.0.0.1:${port}/ticks` });
  streams.push(stream);
  const subscribed = Promise.withResolvers<void>();
  let left = perSession;
  stream.onInstrument(() => {
    if (--left === 0) subscribed.resolve();
  });
  stream.subscribe(choiceOf(place, perSession, keys), {
    mode: "quote",
    everyMs,
    onTick({ receivedTime }) {
      if (receivedTime !== null) latencies.add(Date.now() - receivedTime);
    },
  });
  await subscribed.promise;
}

const answers = {
  async open(probes: Probes) {
    for (let i = 0; i < probes.sessions; i++) await openOne(probes, probes.first + i);
  },
  /** From here on. */
  reset: () => latencies.reset(),
  latencies: () => ({
    ticks: latencies.total,
    p50Ms: latencies.quantile(0.5),
    p99Ms: latencies.quantile(0.99),
    maxMs: latencies.quantile(1),
    holes: streams.reduce((sum, { counts }) => sum + counts.holes, 0),
    losses: streams.reduce((sum, { counts }) => sum + counts.losses, 0),
    ...usage(),
  }),
  close() {
    for (const stream of streams) stream.close();
    streams = [];
  },
};
export type ProbeAnswers = typeof answers;
answerQuestions(answers);
