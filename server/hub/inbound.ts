import type { ErrorCode } from "../../shared/stream-down.ts";
import { type UpMessage, upMessage } from "../../shared/stream-up.ts";

export type Inbound = { ok: true; message: UpMessage } | { ok: false; code: ErrorCode; reason: string };

/** Reads one message of a browser; whatever it is, the answer is a value. */
export function readInbound(data: string | Uint8Array): Inbound {
  if (typeof data !== "string") {
    return { ok: false, code: "binary-message", reason: "messages to the server are JSON text, not binary" };
  }
  let json: unknown;
  try {
    json = JSON.parse(data);
  } catch {
    return { ok: false, code: "bad-json", reason: "the message is not JSON" };
  }
  const parsed = upMessage.safeParse(json);
  if (parsed.success) return { ok: true, message: parsed.data };
  const issue = parsed.error.issues[0];
  const where = issue === undefined || issue.path.length === 0 ? "" : ` (${issue.path.join(".")})`;
  return { ok: false, code: "bad-message", reason: `${issue?.message ?? "not a known message"}${where}` };
}
