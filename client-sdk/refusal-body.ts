/** What the server says where it turns a request away at the door. */
export interface RefusalBody {
  message: string;
  reason: string | null;
}

/** Null for what is not the server's own: a proxy's page, nothing at all. */
export function refusalBody(text: string): RefusalBody | null {
  try {
    const { error, reason } = JSON.parse(text) as { error?: unknown; reason?: unknown };
    if (typeof error !== "string") return null;
    return { message: error, reason: typeof reason === "string" ? reason : null };
  } catch {
    return null;
  }
}
