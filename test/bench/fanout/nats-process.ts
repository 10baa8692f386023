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

/** Behind what waits: nats-server hangs up on a line that has another one in its middle. */
function write(text: string): void {
  const bytes = Buffer.from(text);
  waiting.push(bytes);
  waitingBytes += bytes.length;
  flush();
}

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
    write(pulse.join(""));
    pulse = [];
  },
  () => socket !== null && waitingBytes < MOST_WAITING_BYTES,
);

const answers = {
  async connect(port: number) {
    socket = await Bun.connect({
      hostname: "127.0.0.1",
      port,
      socket: {
        data(_socket, text) {
          if (text.includes("PING")) write("PONG\r\n");
        },
        close: () => process.exit(1),
        drain: flush,
      },
    });
    write('CONNECT {"verbose":false,"pedantic":false}\r\n');
  },
  feed: (ticksPerSecond: number) => feeder.setRate(ticksPerSecond),
  usage: () => ({ ...usage(), ticks: feeder.ticks, missedTicks: feeder.missedTicks }),
};
export type NatsPublisherAnswers = typeof answers;
answerQuestions(answers);
