import { useState } from "react";

/**
 * Pages of an answer that tells where its next one begins: the way back is remembered.
 * @param question what is asked for; another one begins at its first page
 */
export function useCursors<Cursor>(question: string) {
  const [trail, setTrail] = useState<{ question: string; cursors: readonly Cursor[] }>({ question, cursors: [] });
  const cursors = trail.question === question ? trail.cursors : [];
  return {
    /** Undefined on the first page. */
    cursor: cursors.at(-1),
    page: cursors.length + 1,
    next: (cursor: Cursor) => setTrail({ question, cursors: [...cursors, cursor] }),
    previous: () => setTrail({ question, cursors: cursors.slice(0, -1) }),
  };
}
