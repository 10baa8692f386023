import type { ChainSpec, ChainUpdate } from "../../shared/chain.ts";
import { ChainLimits } from "../../shared/chain-limits.ts";
import { CHAIN_REFUSALS, type ChainRefusalReason } from "../../shared/chain-refusal.ts";
import type { DownMessage } from "../../shared/stream-down.ts";
import type { Session } from "./session.ts";

/** A chain as sessions see it. */
export interface WatchedChain {
  readonly id: string;
  readonly spec: ChainSpec;
  readonly version: number;
  snapshot(): ChainUpdate;
  /** What has changed since a version. */
  updateSince(version: number): ChainUpdate;
}

/** Where chains come from. */
export interface ChainSource {
  /** To be closed as often as it is opened. */
  open(spec: ChainSpec, userId: string): { ok: true; chain: WatchedChain } | { ok: false; reason: ChainRefusalReason };
  close(id: string, userId: string): void;
}

/** Sessions that get the same bytes: those of one chain at one interval. */
interface Channel {
  readonly chain: WatchedChain;
  /** Every so many beats. */
  readonly beats: number;
  readonly sessions: Set<Session>;
  /** Those that could not take an update: they get a snapshot once they can. */
  readonly behind: Set<Session>;
  /** The version that all but those have. */
  sentVersion: number;
}

const BEAT_MS = ChainLimits.everyMsLeast;

/** The interval that serves a wish: whole beats, at which chains are computed. */
export function servedChainInterval(everyMs: number): number {
  return Math.ceil(everyMs / BEAT_MS) * BEAT_MS;
}

/**
 * Who watches which chain, how often. An update is worked out and encoded once for all sessions of a channel, so a
 * chain costs what it sends and not what it is.
 */
export class ChainChannels {
  readonly #source: ChainSource;
  readonly #limit: number;
  readonly #channels = new Map<string, Channel>();
  readonly #ofSession = new Map<Session, Map<string, Channel>>();

  constructor(source: ChainSource, limit: number = ChainLimits.perSession) {
    this.#source = source;
    this.#limit = limit;
  }

  /** Watching again replaces the interval and brings a snapshot again. */
  subscribe(session: Session, spec: ChainSpec, everyMs: number, now: number): void {
    const watched = this.#ofSession.get(session) ?? new Map<string, Channel>();
    const opening = this.#source.open(spec, session.userId);
    if (!opening.ok) {
      session.say(rejection(spec, opening.reason));
      return;
    }
    const { chain } = opening;
    if (!watched.has(chain.id) && watched.size >= this.#limit) {
      this.#source.close(chain.id, session.userId);
      session.say(rejection(spec, "session-full"));
      return;
    }
    this.#leave(session, chain.id);
    const channel = this.#channel(chain, servedChainInterval(everyMs) / BEAT_MS);
    channel.sessions.add(session);
    this.#ofSession.set(session, watched.set(chain.id, channel));
    session.say({ type: "chain-subscribed", chain: chain.id, spec, everyMs: channel.beats * BEAT_MS });
    if (session.keepsUp(now)) session.say({ type: "chain", ...chain.snapshot() });
    else channel.behind.add(session);
  }

  unsubscribe(session: Session, id: string): void {
    this.#leave(session, id);
    session.say({ type: "chain-unsubscribed", chain: id });
  }

  /** The session is gone. */
  leaveAll(session: Session): void {
    for (const id of [...(this.#ofSession.get(session)?.keys() ?? [])]) this.#leave(session, id);
  }

  /** The chain is not had any more by this user. */
  lost(id: string, userId: string, reason: ChainRefusalReason): void {
    for (const [session, watched] of [...this.#ofSession]) {
      if (session.userId !== userId || !watched.has(id)) continue;
      this.#leave(session, id);
      session.say({ type: "chain-unsubscribed", chain: id, reason });
    }
  }

  /** Chains have been computed: tells those whose interval ends with this beat what has changed. */
  send(beat: number, now: number): void {
    for (const channel of this.#channels.values()) if (beat % channel.beats === 0) sendChanges(channel, now);
  }

  #channel(chain: WatchedChain, beats: number): Channel {
    const id = channelId(chain.id, beats);
    const known = this.#channels.get(id);
    if (known !== undefined) return known;
    const channel = {
      chain,
      beats,
      sessions: new Set<Session>(),
      behind: new Set<Session>(),
      sentVersion: chain.version,
    };
    this.#channels.set(id, channel);
    return channel;
  }

  #leave(session: Session, id: string): void {
    const watched = this.#ofSession.get(session);
    const channel = watched?.get(id);
    if (watched === undefined || channel === undefined) return;
    watched.delete(id);
    if (watched.size === 0) this.#ofSession.delete(session);
    channel.sessions.delete(session);
    channel.behind.delete(session);
    if (channel.sessions.size === 0) this.#channels.delete(channelId(id, channel.beats));
    this.#source.close(id, session.userId);
  }
}

function sendChanges(channel: Channel, now: number): void {
  const { chain, sessions, behind, sentVersion } = channel;
  if (chain.version === sentVersion && behind.size === 0) return;
  let changes: string | null = null;
  let snapshot: string | null = null;
  for (const session of sessions) {
    if (!session.keepsUp(now)) {
      if (chain.version !== sentVersion) behind.add(session);
    } else if (behind.delete(session)) {
      snapshot ??= encoded(chain.snapshot());
      session.sayEncoded(snapshot);
    } else if (chain.version !== sentVersion) {
      changes ??= encoded(chain.updateSince(sentVersion));
      session.sayEncoded(changes);
    }
  }
  channel.sentVersion = chain.version;
}

function encoded(update: ChainUpdate): string {
  return JSON.stringify({ type: "chain", ...update } satisfies DownMessage);
}

function rejection(spec: ChainSpec, reason: ChainRefusalReason): DownMessage {
  return { type: "chain-rejected", spec, reason, message: CHAIN_REFUSALS[reason] };
}

function channelId(chain: string, beats: number): string {
  return `${chain} ${beats}`;
}
