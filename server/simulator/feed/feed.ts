import type { Cancel, Clock } from "../../clock.ts";
import {
  DisconnectReason,
  MAX_CONNECTIONS,
  MAX_INSTRUMENTS_PER_CONNECTION,
  SEGMENT_NUMBER,
} from "../../dhan/protocol.ts";
import type { Logger } from "../../logger.ts";
import type { Account } from "../account.ts";
import type { Faults } from "../faults.ts";
import type { Universe } from "../universe.ts";
import { type FeedRequest, parseFeedRequest, type SubscriptionRequest } from "./feed-request.ts";
import { FeedSocket, type Wire } from "./feed-socket.ts";
import type { InstrumentPackets } from "./instrument-packets.ts";
import { writeMarketStatus } from "./packet-encoder.ts";
import { NOT_LISTED } from "./subscription-set.ts";

export interface FeedParts {
  readonly universe: Universe;
  readonly packets: InstrumentPackets;
  readonly account: Account;
  readonly faults: Faults;
  readonly clock: Clock;
  readonly log: Logger;
  readonly pingEveryMs: number;
  /** A socket that has not answered a ping for longer is closed. */
  readonly pongTimeoutMs: number;
}

/** Answer to an upgrade request: a socket to attach the wire to, or an HTTP status. */
export type Admission = { ok: true; socket: FeedSocket } | { ok: false; status: number };

/** The feed's sockets and what they may do: section 1 of DhanHQ's live market feed. Ticks come from ticker.ts. */
export class Feed {
  readonly #universe: Universe;
  readonly #packets: InstrumentPackets;
  readonly #account: Account;
  readonly #faults: Faults;
  readonly #clock: Clock;
  readonly #log: Logger;
  readonly #pingEveryMs: number;
  readonly #pongTimeoutMs: number;
  /** Oldest first. */
  readonly #sockets = new Map<FeedSocket, Cancel>();
  #nextId = 1;
  #closedPackets = 0;
  #kicks = 0;

  constructor(parts: FeedParts) {
    this.#universe = parts.universe;
    this.#packets = parts.packets;
    this.#account = parts.account;
    this.#faults = parts.faults;
    this.#clock = parts.clock;
    this.#log = parts.log;
    this.#pingEveryMs = parts.pingEveryMs;
    this.#pongTimeoutMs = parts.pongTimeoutMs;
  }

  get sockets(): FeedSocket[] {
    return [...this.#sockets.keys()];
  }

  get totals(): { socketsSeen: number; kicks: number; packetsSent: number } {
    let packetsSent = this.#closedPackets;
    for (const socket of this.#sockets.keys()) packetsSent += socket.packetsSent;
    return { socketsSeen: this.#nextId - 1, kicks: this.#kicks, packetsSent };
  }

  socket(id: number): FeedSocket | undefined {
    return this.sockets.find((socket) => socket.id === id);
  }

  /** Checks the query of an upgrade: version=2, authType=2, and a token that belongs to the client id. */
  admit(query: URLSearchParams): Admission {
    const refused = this.#faults.upgrades.take();
    if (refused !== null) return { ok: false, status: refused };
    if (query.get("version") !== "2" || query.get("authType") !== "2") return { ok: false, status: 400 };
    const clientId = query.get("clientId");
    const token = query.get("token");
    const reason = this.#account.reject(clientId, token);
    if (reason !== null && this.#faults.switches.badCredentials === "http-401") return { ok: false, status: 401 };
    return {
      ok: true,
      socket: new FeedSocket(this.#nextId++, clientId ?? "", token ?? "", reason, this.#clock.now()),
    };
  }

  opened(socket: FeedSocket, wire: Wire): void {
    socket.attach(wire);
    if (socket.refusedFor !== null) {
      socket.disconnect(socket.refusedFor);
      return;
    }
    const stopPings = this.#clock.every(this.#pingEveryMs, () => this.#heartbeat(socket));
    this.#sockets.set(socket, stopPings);
    while (this.#sockets.size > MAX_CONNECTIONS) this.kickOldest();
    socket.batch(() => socket.packet((out, at) => writeMarketStatus(out, at, SEGMENT_NUMBER.IDX_I), 0, 1));
    this.#log.debug({ socket: socket.id, sockets: this.#sockets.size }, "feed socket opened");
  }

  message(socket: FeedSocket, message: string | Uint8Array): void {
    if (typeof message !== "string") {
      // Dhan's own Python client sends a binary relic of v1 when it leaves.
      socket.ignoredBinaryMessages++;
      return;
    }
    if (!this.#sockets.has(socket)) return;
    this.#obey(socket, parseFeedRequest(message));
  }

  pong(socket: FeedSocket): void {
    socket.lastPongMs = this.#clock.now();
  }

  closed(socket: FeedSocket): void {
    this.#forget(socket);
    socket.detach();
  }

  /** What Dhan does to the oldest socket of a client that opens one too many. */
  kickOldest(): boolean {
    const [oldest] = this.#sockets.keys();
    if (oldest === undefined) return false;
    this.#kicks++;
    this.disconnect(oldest, DisconnectReason.tooManyConnections);
    return true;
  }

  disconnect(socket: FeedSocket, reason: number): void {
    this.#log.debug({ socket: socket.id, reason }, "feed socket disconnected");
    // Its place is free at once, though the close takes a moment.
    this.#forget(socket);
    socket.disconnect(reason);
  }

  /** Drops a socket's TCP connection without a word. */
  drop(socket: FeedSocket): void {
    this.#forget(socket);
    socket.drop();
  }

  /** To be called when a token has been replaced. */
  tokenReplaced(): void {
    if (this.#faults.switches.oldTokenSockets === "keep") return;
    for (const socket of this.sockets) {
      const reason = this.#account.reject(socket.clientId, socket.token);
      if (reason !== null) this.disconnect(socket, reason);
    }
  }

  stop(): void {
    for (const socket of this.sockets) {
      this.#forget(socket);
      socket.close();
    }
  }

  #obey(socket: FeedSocket, request: FeedRequest): void {
    switch (request.kind) {
      case "disconnect":
        this.#forget(socket);
        socket.close();
        return;
      case "bad": {
        const { badMessage } = this.#faults.switches;
        this.#log.debug({ socket: socket.id, why: request.why }, "bad feed message");
        if (badMessage !== "ignore") this.disconnect(socket, badMessage);
        return;
      }
      case "unsubscribe":
        socket.noteMessage(request.instruments.length);
        for (const instrument of request.instruments) socket.subscriptions.remove(instrument, request.modeBit);
        return;
      case "subscribe":
        this.#subscribe(socket, request);
        return;
    }
  }

  #subscribe(socket: FeedSocket, request: SubscriptionRequest): void {
    const { subscriptions } = socket;
    socket.noteMessage(request.instruments.length);
    if (subscriptions.size + subscriptions.countNew(request.instruments) > MAX_INSTRUMENTS_PER_CONNECTION) {
      this.disconnect(socket, DisconnectReason.tooManyInstruments);
      return;
    }
    const rows = request.instruments.map(({ segment, securityId }) => this.#universe.rowOf(segment, securityId));
    request.instruments.forEach((instrument, i) => {
      subscriptions.add(instrument, rows[i]!, request.modeBit);
    });
    if (this.#faults.switches.stopData || socket.isLagging) return;
    const nowMs = this.#clock.now();
    socket.batch(() => {
      for (const row of rows) if (row !== NOT_LISTED) this.#packets.snapshot(socket, row, request.modeBit, nowMs);
    });
  }

  #heartbeat(socket: FeedSocket): void {
    const now = this.#clock.now();
    if (this.#faults.switches.stopPings) {
      // Whoever is not asked cannot answer.
      socket.lastPongMs = now;
      return;
    }
    if (now - socket.lastPongMs > this.#pongTimeoutMs) {
      this.#log.debug({ socket: socket.id }, "feed socket does not answer pings");
      this.drop(socket);
      return;
    }
    socket.ping();
  }

  #forget(socket: FeedSocket): void {
    const stopPings = this.#sockets.get(socket);
    if (stopPings === undefined) return;
    stopPings();
    this.#sockets.delete(socket);
    this.#closedPackets += socket.packetsSent;
  }
}
