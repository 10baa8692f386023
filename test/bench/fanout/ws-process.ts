import type { AddressInfo } from "node:net";
import { type WebSocket, WebSocketServer } from "ws";
import { Feeder } from "./feeder.ts";
import { JsonTicks } from "./json-ticks.ts";
import { answerQuestions, usage } from "./questions.ts";

/** A peer, for Node: the package ws, one JSON message a tick to each socket that asked for its instrument. */
const server = new WebSocketServer({ host: "127.0.0.1", port: 0, perMessageDeflate: false });
const watchers = new Map<string, WebSocket[]>();
server.on("connection", (socket) => {
  socket.on("message", (message) => {
    const { instruments }: { instruments: string[] } = JSON.parse(String(message));
    for (const key of instruments) {
      const sockets = watchers.get(key) ?? [];
      sockets.push(socket);
      watchers.set(key, sockets);
    }
    socket.send('{"type":"subscribed"}');
  });
});
const ticks = new JsonTicks((key, tick) => {
  for (const socket of watchers.get(key) ?? []) socket.send(tick);
});
const feeder = new Feeder((frame, receivedTime) => ticks.receive(frame, receivedTime));

answerQuestions({
  port: () => (server.address() as AddressInfo).port,
  feed: (ticksPerSecond: number) => feeder.setRate(ticksPerSecond),
  usage: () => ({ ...usage(), ticks: feeder.ticks, missedTicks: feeder.missedTicks }),
});
