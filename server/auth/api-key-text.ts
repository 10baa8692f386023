import { createHash, randomBytes } from "node:crypto";

/** What every key begins with, so that a scanner for leaked secrets can know one. */
const MARK = "swk_";
/** Characters of a key that are shown in lists. */
const PREFIX_CHARS = MARK.length + 8;
/** 256 bits: no guess ever hits, so a plain hash is enough to keep. */
const SECRET_BYTES = 32;
const SHAPE = /^swk_[\w-]{43}$/;

/** A new key: the text to show once, how it begins, and the hash to keep. */
export function newApiKey(): { text: string; prefix: string; hash: string } {
  const text = MARK + randomBytes(SECRET_BYTES).toString("base64url");
  return { text, prefix: text.slice(0, PREFIX_CHARS), hash: secretHash(text) };
}

/** Whether a text could be a key at all; what could not is never looked up. */
export function isApiKeyShaped(text: string): boolean {
  return SHAPE.test(text);
}

/** Of a key or a link's token, both of which are random enough for one round of SHA-256. */
export function secretHash(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
