import type { ServerWebSocket } from "bun";
import type { ChainUpdate } from "../../shared/chain.ts";
import { chainId } from "../../shared/chain-id.ts";
import { CHAIN_REFUSALS, type ChainRefusalReason } from "../../shared/chain-refusal.ts";
import type { FeedState } from "../../shared/feed-state.ts";
import { parseInstrumentKey, priceDecimals } from "../../shared/instrument-key.ts";
import type { RejectReason } from "../../shared/reject-reason.ts";
import type { DownMessage } from "../../shared/stream-down.ts";
import { StreamLimits } from "../../shared/stream-limits.ts";
import { type UpMessage, upMessage } from "../../shared/stream-up.ts";
import { STREAM_VERSION } from "../../shared/stream-version.ts";
import type { FullTick } from "../../shared/tick.ts";
import type { Mode } from "../../shared/tick-mode.ts";
import { FakeApi } from "./fake-api.ts";
import { FEED_UP } from "./feed-up.ts";
import { tickFrameBytes } from "./tick-frame-bytes.ts";
import { blankTick, tickInMode } from "./ticks.ts";

interface Session {
  id: string;
  encoding: "binary" | "json";
  terms: Map<string, { mode: Mode; everyMs: number }>;
  /** Chains watched, and their intervals. */
  chains: Map<string, number>;
  seq: number;
  messageTimes: number[];
}
type Socket = ServerWebSocket<Session>;

export interface FakeTickServerOptions {
  /** What `/` answers with: an HTML import. It is served under a strict Content-Security-Policy. */
  page?: Bun.HTMLBundle;
  stateEveryMs?: number;
  /** How far its clock is from the machine's. */
  clockAheadMs?: number;
}

const CSP =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'";

/**
 * A small `/ticks` on a real socket, from the contract in shared/ alone. It lists the instruments it is told of, holds
 * their last ticks and sends them to those who subscribed; and it fails in each way a server can.
 */
export class FakeTickServer {
  state: FeedState = FEED_UP;
  version: number = STREAM_VERSION;
  epoch = "fake";
  /** Its procedures. */
  readonly api = new FakeApi();
  /** Answers 503 to new connections. */
  isRefusing = false;
  /** Accepts, and never says a word. */
  isMute = false;
  /** Stops the state messages. */
  isSilent = false;
  connects = 0;
  errors: string[] = [];
  readonly received: UpMessage[] = [];
  readonly #sockets = new Set<Socket>();
  readonly #listed = new Map<string, { handle: number; name: string; tick: FullTick | null }>();
  readonly #chains = new Map<string, ChainUpdate>();
  /** Terms of sessions that broke, by their id. */
  readonly #broken = new Map<string, Session>();
  /** Whether ticks of `everyMs` 0 count as missed when a session goes on. */
  hasMissedTicks = false;
  #ids = 0;
  readonly #waiters = new Set<() => void>();
  readonly #server: Bun.Server<Session>;
  readonly #stateTimer: ReturnType<typeof setInterval>;
  readonly #clockAheadMs: number;
  #pages: Bun.Server<undefined> | null = null;

  constructor(options: FakeTickServerOptions = {}) {
    this.#clockAheadMs = options.clockAheadMs ?? 0;
    this.#server = Bun.serve<Session>({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request, server) => {
        const url = new URL(request.url);
        if (url.pathname.startsWith("/trpc/")) return this.api.answer(request);
        if (url.pathname !== "/ticks") return this.#servePage(url.pathname);
        if (this.isRefusing) return new Response("busy", { status: 503 });
        const encoding = url.searchParams.get("encoding") === "json" ? "json" : "binary";
        const data: Session = {
          id: `session ${++this.#ids}`,
          encoding,
          terms: new Map(),
          chains: new Map(),
          seq: 0,
          messageTimes: [],
        };
        return server.upgrade(request, { data }) ? undefined : new Response("upgrade", { status: 426 });
      },
      websocket: {
        open: (socket) => this.#open(socket),
        message: (socket, data) => this.#message(socket, data),
        close: (socket) => {
          this.#sockets.delete(socket);
          this.#changed();
        },
      },
    });
    if (options.page) {
      // Routes of HTML imports take no headers of ours: the page comes through a server of its own.
      const routes = { "/": options.page, "/:view": options.page, "/:view/*": options.page };
      this.#pages = Bun.serve({ hostname: "127.0.0.1", port: 0, development: false, routes });
    }
    this.#stateTimer = setInterval(() => this.sendState(), options.stateEveryMs ?? 1_000);
  }

  get pageUrl(): string {
    return `http://127.0.0.1:${this.#server.port}/`;
  }

  get url(): string {
    return `ws://127.0.0.1:${this.#server.port}/ticks`;
  }

  get sessions(): number {
    return this.#sockets.size;
  }

  now(): number {
    return Date.now() + this.#clockAheadMs;
  }

  list(key: string, name: string): void {
    this.#listed.set(key, { handle: this.#listed.size, name, tick: null });
    this.api.names.set(key, name);
  }

  /** Sets fields of an instrument's last tick and sends it to those who subscribed. */
  tick(key: string, fields: Partial<FullTick>): void {
    const listed = this.#listed.get(key)!;
    listed.tick = { ...(listed.tick ?? blankTick(key)), receivedTime: this.now(), source: "stream", ...fields };
    for (const socket of this.#sockets) if (socket.data.terms.has(key)) this.#sendTicks(socket, [key], false);
  }

  /** Ends the instrument for those who subscribed: it had to make room. */
  evict(key: string): void {
    for (const socket of this.#sockets)
      if (socket.data.terms.delete(key))
        this.#send(socket, { type: "unsubscribed", instruments: [key], reason: "evicted" });
  }

  /** Lists a chain as it is now. */
  listChain(snapshot: ChainUpdate): void {
    this.#chains.set(snapshot.chain, snapshot);
  }

  /** Sends changes of a chain to those who watch it, whatever they have. */
  sendChain(update: ChainUpdate): void {
    for (const socket of this.#sockets)
      if (socket.data.chains.has(update.chain)) this.#send(socket, { type: "chain", ...update });
  }

  /** Ends a chain for those who watch it. */
  endChain(chain: string, reason: ChainRefusalReason): void {
    for (const socket of this.#sockets)
      if (socket.data.chains.delete(chain)) this.#send(socket, { type: "chain-unsubscribed", chain, reason });
  }

  /** Chains that each session watches, by interval. */
  watched(): Record<string, number>[] {
    return [...this.#sockets].map(({ data }) => Object.fromEntries(data.chains));
  }

  /** What each session holds. */
  held(): Record<string, { mode: Mode; everyMs: number }>[] {
    return [...this.#sockets].map(({ data }) => Object.fromEntries(data.terms));
  }

  sendState(): void {
    if (this.isSilent || this.isMute) return;
    this.broadcast({ type: "state", ...this.state });
  }

  broadcast(message: DownMessage | string | ArrayBuffer): void {
    const data = typeof message === "string" || message instanceof ArrayBuffer ? message : JSON.stringify(message);
    for (const socket of this.#sockets) socket.send(data);
  }

  /** Closes every connection. */
  drop(code?: number, reason?: string): void {
    for (const socket of this.#sockets) socket.close(code, reason);
  }

  /** Cuts every connection without a word, and keeps what it held. */
  cut(): void {
    for (const socket of this.#sockets) {
      this.#broken.set(socket.data.id, socket.data);
      socket.terminate();
    }
  }

  /** Sessions that broke are kept no longer. */
  forgetBroken(): void {
    this.#broken.clear();
  }

  /** The next frame of every session is lost on the way. */
  loseFrame(): void {
    for (const { data } of this.#sockets) data.seq++;
  }

  /** Resolves once `isTrue`, looked at whenever something reaches the server. */
  until(isTrue: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const check = () => {
        if (!isTrue()) return;
        this.#waiters.delete(check);
        resolve();
      };
      this.#waiters.add(check);
      check();
    });
  }

  async stop(): Promise<void> {
    clearInterval(this.#stateTimer);
    await this.#server.stop(true);
    await this.#pages?.stop(true);
  }

  async #servePage(path: string): Promise<Response> {
    if (this.#pages === null) return new Response("not found", { status: 404 });
    const response = await fetch(new URL(path, this.#pages.url));
    const headers = new Headers(response.headers);
    headers.set("content-security-policy", CSP);
    return new Response(response.body, { status: response.status, headers });
  }

  #changed(): void {
    for (const check of this.#waiters) check();
  }

  #open(socket: Socket): void {
    this.connects++;
    this.#sockets.add(socket);
    if (!this.isMute) {
      socket.send(JSON.stringify({ type: "hello", version: this.version, epoch: this.epoch, session: socket.data.id }));
      if (!this.isSilent) this.#send(socket, { type: "state", ...this.state });
    }
    this.#changed();
  }

  #message(socket: Socket, data: string | Buffer): void {
    const times = socket.data.messageTimes;
    times.push(Date.now());
    while (times[0]! <= times.at(-1)! - 1_000) times.shift();
    const parsed = upMessage.safeParse(JSON.parse(String(data)));
    if (times.length > StreamLimits.messagesPerSecond) {
      this.#error(socket, "too-many-messages");
    } else if (!parsed.success) {
      this.#error(socket, "bad-message");
    } else {
      this.received.push(parsed.data);
      this.#answer(socket, parsed.data);
    }
    this.#changed();
  }

  #answer(socket: Socket, message: UpMessage): void {
    const { terms } = socket.data;
    if (message.op === "resume") {
      this.#resume(socket, message.session);
    } else if (message.op === "ping") {
      this.#send(socket, { type: "pong", serverTime: this.now() });
    } else if (message.op === "subscribe-chain") {
      const { op: _op, everyMs, ...spec } = message;
      const chain = this.#chains.get(chainId(spec));
      if (chain === undefined) {
        const reason = "expiry-not-listed";
        this.#send(socket, { type: "chain-rejected", spec, reason, message: CHAIN_REFUSALS[reason] });
        return;
      }
      socket.data.chains.set(chain.chain, everyMs);
      this.#send(socket, { type: "chain-subscribed", chain: chain.chain, spec, everyMs });
      this.#send(socket, { type: "chain", ...chain });
    } else if (message.op === "unsubscribe-chain") {
      socket.data.chains.delete(message.chain);
      this.#send(socket, { type: "chain-unsubscribed", chain: message.chain });
    } else if (message.op === "unsubscribe") {
      for (const key of message.instruments) terms.delete(key);
      this.#send(socket, { type: "unsubscribed", instruments: message.instruments });
    } else {
      const instruments: string[] = [];
      const rejected: { instrument: string; reason: RejectReason }[] = [];
      for (const key of message.instruments) {
        const reason = this.#refusal(key, terms);
        if (reason !== null) {
          rejected.push({ instrument: key, reason });
          continue;
        }
        terms.set(key, { mode: message.mode, everyMs: message.everyMs });
        instruments.push(key);
      }
      const details = instruments.map((key) => this.#detail(key));
      this.#send(socket, { type: "subscribed", instruments, details, rejected });
      this.#sendTicks(socket, instruments, true);
    }
  }

  #resume(socket: Socket, id: string): void {
    const broken = this.#broken.get(id);
    this.#broken.delete(id);
    for (const [key, terms] of broken?.terms ?? []) socket.data.terms.set(key, terms);
    const keys = [...socket.data.terms.keys()];
    const restored = keys.map((key) => ({ ...this.#detail(key), ...socket.data.terms.get(key)! }));
    const missed = this.hasMissedTicks ? keys : [];
    if (broken === undefined)
      this.#send(socket, { type: "resumed", recovered: false, reason: "unknown-session", restored, missed });
    else if (this.hasMissedTicks)
      this.#send(socket, { type: "resumed", recovered: false, reason: "missed-ticks", restored, missed });
    else this.#send(socket, { type: "resumed", recovered: true, restored, missed });
    this.#sendTicks(socket, keys, true);
  }

  #detail(key: string) {
    const { handle, name } = this.#listed.get(key)!;
    return { key, handle, decimals: decimalsOf(key), name };
  }

  #refusal(key: string, terms: Session["terms"]): RejectReason | null {
    if (parseInstrumentKey(key) === null) return "bad-key";
    if (!this.#listed.has(key)) return "unknown-instrument";
    return !terms.has(key) && terms.size >= StreamLimits.instrumentsPerSession ? "session-full" : null;
  }

  #sendTicks(socket: Socket, keys: string[], snapshot: boolean): void {
    const records = keys.flatMap((key) => {
      const { handle, tick } = this.#listed.get(key)!;
      const { mode } = socket.data.terms.get(key)!;
      return tick === null ? [] : [{ handle, decimals: decimalsOf(key), mode, tick }];
    });
    if (records.length === 0) return;
    const seq = ++socket.data.seq;
    if (socket.data.encoding === "json") {
      this.#send(socket, {
        type: "ticks",
        seq,
        snapshot,
        ticks: records.map(({ tick, mode }) => tickInMode(tick, mode)),
      });
    } else {
      socket.send(tickFrameBytes(seq, snapshot, this.now(), records));
    }
  }

  #error(socket: Socket, code: "too-many-messages" | "bad-message"): void {
    this.errors.push(code);
    this.#send(socket, { type: "error", code, message: code });
  }

  #send(socket: Socket, message: DownMessage): void {
    socket.send(JSON.stringify(message));
  }
}

function decimalsOf(key: string): 2 | 4 {
  return priceDecimals(parseInstrumentKey(key)!.segment);
}
