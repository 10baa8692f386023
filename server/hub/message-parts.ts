import type { UpMessage } from "../../shared/stream-up.ts";

/** A message of many instruments as several of at most so many, each instrument in one of them; all others as they are. */
export function* messageParts(message: UpMessage, instrumentsMost: number): Generator<UpMessage> {
  if (message.op !== "subscribe" && message.op !== "unsubscribe") {
    yield message;
    return;
  }
  const keys = [...new Set(message.instruments)];
  for (let from = 0; from < keys.length; from += instrumentsMost)
    yield { ...message, instruments: keys.slice(from, from + instrumentsMost) };
}

/** What a message costs, in instruments; a chain stands for all its legs. */
export function instrumentsNamed(message: UpMessage): number {
  switch (message.op) {
    case "subscribe":
    case "unsubscribe":
      return message.instruments.length;
    case "subscribe-chain":
      return (2 * message.strikesEachSide + 1) * 2;
    default:
      return 0;
  }
}
