/** Stands for what was cut. Its asterisks occur in no token, so that a cut can never piece one together. */
export const REDACTED = "***";

/** A JSON Web Token anywhere: its first part always begins with `{"`, which is eyJ in base64. */
const JWT = /eyJ[\w-]+(?:\.[\w-]*){1,2}/g;
/** `token=…`, `pin=…` and the like in a URL, its separators encoded or not. */
const QUERY_PARAMETER = /((?:token(?:Id)?|secret|(?<![a-z])pin|(?<![a-z])totp)(?:=|%3D))[^\s&"#<>]+/gi;
/** `"accessToken":"…"` in JSON, be it inside a JSON string itself, and `access-token: …` in headers. */
const JSON_FIELD = /((?:token|secret|(?<![a-z])pin|(?<![a-z])totp)\\*["']\s*:\s*\\*["']?)[^"'\\\s,}]+/gi;
const HEADER = /(access-token\s*:\s*)[^\s,;"']+/gi;

/**
 * Text that may be logged or shown: every token, pin and one-time password is cut, wherever Dhan's calls carry them.
 * Those in `secrets` are cut wherever they stand, also as a URL would encode them.
 */
export function redact(text: string, secrets: readonly string[] = []): string {
  let safe = text;
  for (const secret of secrets) {
    if (secret === "") continue;
    safe = safe.replaceAll(secret, REDACTED).replaceAll(encodeURIComponent(secret), REDACTED);
  }
  for (const pattern of [JWT, QUERY_PARAMETER, JSON_FIELD, HEADER]) {
    safe = safe.replace(pattern, (_found, name: unknown) => (typeof name === "string" ? name + REDACTED : REDACTED));
  }
  return safe;
}
