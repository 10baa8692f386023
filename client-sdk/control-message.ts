import type { DownMessage } from "../shared/stream-down.ts";
import { MODES } from "../shared/tick-mode.ts";

/** Everything the server says but ticks. */
export type ControlMessage = Exclude<DownMessage, { type: "ticks" }>;

type Is = (value: unknown) => boolean;

const isText: Is = (value) => typeof value === "string";
const isNumber: Is = (value) => typeof value === "number";
const isFlag: Is = (value) => typeof value === "boolean";
const isObject: Is = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
const orNull =
  (is: Is): Is =>
  (value) =>
    value === null || is(value);
const optional =
  (is: Is): Is =>
  (value) =>
    value === undefined || is(value);
const listOf =
  (is: Is): Is =>
  (value) =>
    Array.isArray(value) && value.every(is);
const isOneOf =
  (values: readonly unknown[]): Is =>
  (value) =>
    values.includes(value);
const withFields =
  (fields: Readonly<Record<string, Is>>): Is =>
  (value) =>
    isObject(value) && Object.entries(fields).every(([name, is]) => is((value as Record<string, unknown>)[name]));

/**
 * The fields that this client reads, by type of message. The messages come from our own server, which writes them by the
 * schemas in shared/; here it is only made sure that none can break a client. The schemas themselves would be four
 * fifths of what a browser has to load.
 */
const FIELDS: { readonly [Type in ControlMessage["type"]]: Readonly<Record<string, Is>> } = {
  hello: { version: isNumber, epoch: isText, session: isText },
  subscribed: {
    details: listOf(withFields({ key: isText, handle: isNumber, decimals: isNumber, name: isText })),
    rejected: listOf(withFields({ instrument: isText, reason: isText })),
  },
  unsubscribed: { instruments: listOf(isText), reason: optional(isText) },
  resumed: {
    recovered: isFlag,
    restored: listOf(
      withFields({
        key: isText,
        handle: isNumber,
        decimals: isNumber,
        name: isText,
        mode: isOneOf(MODES),
        everyMs: isNumber,
      }),
    ),
  },
  "chain-subscribed": { chain: isText },
  "chain-rejected": {
    spec: withFields({ underlying: isText, expiry: isText, strikesEachSide: isNumber }),
    reason: isText,
  },
  chain: {
    chain: isText,
    version: isNumber,
    since: orNull(isNumber),
    summary: isObject,
    strikes: listOf(isNumber),
    legs: listOf(withFields({ key: isText, strike: isNumber, optionType: isText })),
  },
  "chain-unsubscribed": { chain: isText, reason: optional(isText) },
  state: { feed: isText, source: isText, connections: listOf(isObject) },
  market: { segments: listOf(withFields({ segment: isText, isOpen: isFlag, changesAt: orNull(isNumber) })) },
  lagging: { lagging: isFlag, bufferedBytes: isNumber },
  event: { event: withFields({ type: isText }) },
  pong: { serverTime: isNumber, id: optional(isNumber) },
  error: { code: isText, message: isText },
};

/** The message, or null where it is none that can be read; a type that is not known is none (PROTOCOL.md, P5). */
export function controlMessage(value: { type?: unknown }): ControlMessage | null {
  const { type } = value;
  if (typeof type !== "string" || !Object.hasOwn(FIELDS, type)) return null;
  return withFields(FIELDS[type as ControlMessage["type"]])(value) ? (value as ControlMessage) : null;
}
