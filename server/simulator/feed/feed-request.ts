import { MAX_INSTRUMENTS_PER_MESSAGE, RequestCode, SEGMENT_NUMBER } from "../../dhan/protocol.ts";

/** Bits of a subscription: modes of one instrument are independent of each other. */
export const ModeBit = { ticker: 1, quote: 2, full: 4 } as const;

export interface RequestedInstrument {
  segment: number;
  securityId: number;
}

export interface SubscriptionRequest {
  kind: "subscribe" | "unsubscribe";
  modeBit: number;
  instruments: RequestedInstrument[];
}

export type FeedRequest = SubscriptionRequest | { kind: "disconnect" } | { kind: "bad"; why: string };

const MODE_OF_CODE: Readonly<Record<number, { kind: "subscribe" | "unsubscribe"; modeBit: number }>> = {
  [RequestCode.subscribeTicker]: { kind: "subscribe", modeBit: ModeBit.ticker },
  [RequestCode.unsubscribeTicker]: { kind: "unsubscribe", modeBit: ModeBit.ticker },
  [RequestCode.subscribeQuote]: { kind: "subscribe", modeBit: ModeBit.quote },
  [RequestCode.unsubscribeQuote]: { kind: "unsubscribe", modeBit: ModeBit.quote },
  [RequestCode.subscribeFull]: { kind: "subscribe", modeBit: ModeBit.full },
  [RequestCode.unsubscribeFull]: { kind: "unsubscribe", modeBit: ModeBit.full },
};

const SEGMENT_OF_NAME: ReadonlyMap<unknown, number> = new Map(Object.entries(SEGMENT_NUMBER));
const SECURITY_ID = /^[0-9]{1,10}$/;

/** Reads a client's text message; security ids are strings of digits, and the count must be the list's length. */
export function parseFeedRequest(text: string): FeedRequest {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return { kind: "bad", why: "not JSON" };
  }
  if (typeof message !== "object" || message === null) return { kind: "bad", why: "not an object" };
  const { RequestCode: code, InstrumentCount: count, InstrumentList: list } = message as Record<string, unknown>;
  if (code === RequestCode.disconnect) return { kind: "disconnect" };
  const asked = MODE_OF_CODE[code as number];
  if (asked === undefined) return { kind: "bad", why: `unknown RequestCode ${String(code)}` };
  if (!Array.isArray(list)) return { kind: "bad", why: "no InstrumentList" };
  if (list.length > MAX_INSTRUMENTS_PER_MESSAGE) return { kind: "bad", why: `${list.length} instruments in a message` };
  if (count !== list.length) return { kind: "bad", why: `InstrumentCount ${String(count)} for ${list.length}` };
  const instruments: RequestedInstrument[] = [];
  for (const item of list as unknown[]) {
    const instrument = parseInstrument(item);
    if (instrument === null) return { kind: "bad", why: "an instrument without segment or id" };
    instruments.push(instrument);
  }
  return { ...asked, instruments };
}

function parseInstrument(item: unknown): RequestedInstrument | null {
  if (typeof item !== "object" || item === null) return null;
  const { ExchangeSegment: segment, SecurityId: id } = item as Record<string, unknown>;
  const number = SEGMENT_OF_NAME.get(segment);
  if (number === undefined || typeof id !== "string" || !SECURITY_ID.test(id)) return null;
  return { segment: number, securityId: Number(id) };
}
