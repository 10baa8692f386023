import { Feeder } from "./feeder.ts";
import { JsonTicks } from "./json-ticks.ts";
import { answerQuestions, usage } from "./questions.ts";

/** What may wait for nats-server before ticks are missed. */
const MOST_WAITING_BYTES = 8_388_608;

/** Publishes one JSON message a tick to nats-server, a subject an instrument: by NATS's own protocol over TCP. */
let socket: Bun.Socket | null = null;
let pulse: string[] = [];
const waiting: Buffer[] = [];
let waitingBytes = 0;

function flush(): void {
  while (waiting.length > 0) {
    const [first] = waiting;
    const written = socket!.write(first!);
    waitingBytes -= written;
    if (written < first!.length) {
      waiting[0] = first!.subarray(written);
      return;
    }
    waiting.shift();
  }
}

// Colons may stand in a subject.
const ticks = new JsonTicks((key, tick) => pulse.push(`PUB ${key} ${tick.length}\r\n${tick}\r\n`));
const feeder = new Feeder(
  (frame, receivedTime) => {
    ticks.receive(frame, receivedTime);
    const bytes = Buffer.from(pulse.join(""));
    pulse = [];
    waiting.push(bytes);
    waitingBytes += bytes.length;
    flush();
  },
  () => socket !== null && waitingBytes < MOST_WAITING_BYTES,
);

const answers = {
  async connect(port: number) {
    socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: {
        data(socket, text) {
          if (text.includes("PING")) socket.write("PONG\r\n");
        },
        drain: flush,
      },
    });
    socket.write('CONNECT {"verbose":false,"pedantic":false}\r\n');
  },
  feed: (ticksPerSecond: number) => feeder.setRate(ticksPerSecond),
  usage: () => ({ ...usage(), ticks: feeder.ticks, missedTicks: feeder.missedTicks }),
};
export type NatsPublisherAnswers = typeof answers;
answerQuestions(answers);
