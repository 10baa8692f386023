/** The token of the link that the page was opened with; null without one. It is behind the `#`, which no server is sent. */
export function linkToken(hash: string): string | null {
  return /^#link=([\w-]+)$/.exec(hash)?.[1] ?? null;
}

/** Takes it out of the address, and so out of the browser's history. */
export function forgetLink(): void {
  history.replaceState(null, "", location.pathname);
}
