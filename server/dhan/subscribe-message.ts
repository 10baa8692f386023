import { type InstrumentKey, parseInstrumentKey } from "../../shared/instrument-key.ts";
import { type FeedMode, SUBSCRIBE_CODE, UNSUBSCRIBE_CODE } from "./feed-mode.ts";
import { MAX_INSTRUMENTS_PER_MESSAGE, RequestCode } from "./protocol.ts";

/** Which instruments to ask for in which mode, or to let go of in the mode they were asked for. */
export interface WireChange {
  op: "subscribe" | "unsubscribe";
  mode: FeedMode;
  keys: InstrumentKey[];
}

/** The JSON messages of a change: one mode a message, at most 100 instruments each (dhanhq-v2, 1.2). */
export function subscribeMessages(change: WireChange): string[] {
  const code = (change.op === "subscribe" ? SUBSCRIBE_CODE : UNSUBSCRIBE_CODE)[change.mode];
  const messages: string[] = [];
  for (let first = 0; first < change.keys.length; first += MAX_INSTRUMENTS_PER_MESSAGE) {
    const list = change.keys.slice(first, first + MAX_INSTRUMENTS_PER_MESSAGE).map(wireInstrument);
    messages.push(JSON.stringify({ RequestCode: code, InstrumentCount: list.length, InstrumentList: list }));
  }
  return messages;
}

/** Closes the whole socket; it is no unsubscribe. */
export const DISCONNECT_MESSAGE = JSON.stringify({ RequestCode: RequestCode.disconnect });

function wireInstrument(key: InstrumentKey) {
  const ref = parseInstrumentKey(key);
  if (ref === null) throw new Error(`not an instrument key: ${key}`);
  return { ExchangeSegment: ref.segment, SecurityId: String(ref.securityId) };
}
