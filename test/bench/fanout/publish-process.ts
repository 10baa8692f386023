import { Feeder } from "./feeder.ts";
import { JsonTicks } from "./json-ticks.ts";
import { answerQuestions, usage } from "./questions.ts";

/** A peer: one JSON message a tick through Bun's own publish, a topic an instrument. */
const server = Bun.serve({
  hostname: "127.0.0.1",
  port: 0,
  fetch: (request, server) => (server.upgrade(request) ? undefined : new Response("upgrade", { status: 426 })),
  websocket: {
    perMessageDeflate: false,
    backpressureLimit: 16_777_216,
    message(socket, message) {
      const { instruments }: { instruments: string[] } = JSON.parse(String(message));
      for (const key of instruments) socket.subscribe(key);
      socket.send('{"type":"subscribed"}');
    },
  },
});
const ticks = new JsonTicks((key, tick) => server.publish(key, tick));
const feeder = new Feeder((frame, receivedTime) => ticks.receive(frame, receivedTime));

answerQuestions({
  port: () => server.port!,
  feed: (ticksPerSecond: number) => feeder.setRate(ticksPerSecond),
  usage: () => ({ ...usage(), ticks: feeder.ticks, missedTicks: feeder.missedTicks }),
});
