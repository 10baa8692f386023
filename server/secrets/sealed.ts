import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto";
import { z } from "zod";

const ALGORITHM = "aes-256-gcm";
/** As NIST SP 800-38D wants it; random, which is good for four thousand million seals with one key. */
const NONCE_BYTES = 12;

/** Text that only the key opens, and that nobody can change unseen. Base64. */
export const sealed = z.object({ nonce: z.base64(), tag: z.base64(), text: z.base64() });
export type Sealed = z.infer<typeof sealed>;

export function seal(key: Uint8Array, text: string): Sealed {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  const body = Buffer.concat([cipher.update(text, "utf8"), cipher.final()]);
  return {
    nonce: nonce.toString("base64"),
    tag: cipher.getAuthTag().toString("base64"),
    text: body.toString("base64"),
  };
}

/** The text; null when it was sealed with another key or changed since. */
export function unseal(key: Uint8Array, { nonce, tag, text }: Sealed): string | null {
  try {
    const decipher = createDecipheriv(ALGORITHM, key, Buffer.from(nonce, "base64"), { authTagLength: 16 });
    decipher.setAuthTag(Buffer.from(tag, "base64"));
    return Buffer.concat([decipher.update(Buffer.from(text, "base64")), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
