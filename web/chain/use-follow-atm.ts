import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from "react";

/** Rows to the edge of what is in sight, within which the row at the money may wander. */
const MARGIN_ROWS = 3;

/**
 * Keeps the row at the money in sight of a box that scrolls: brings it to the middle when it is first there and when
 * it nears an edge, unless the user has scrolled it out of sight.
 * @param changes what moves rows: the strikes, the one at the money, the columns
 */
export function useFollowAtm(box: RefObject<HTMLElement | null>, changes: readonly unknown[]) {
  const [isAway, setAway] = useState(false);
  /** Where we have scrolled to; null before the first time. */
  const own = useRef<number | null>(null);

  const toMiddle = useCallback(() => {
    const place = placeOf(box.current);
    if (place === null || box.current === null) return;
    box.current.scrollTop += place.fromMiddle;
    own.current = box.current.scrollTop;
    setAway(false);
  }, [box]);

  useLayoutEffect(() => {
    const place = placeOf(box.current);
    if (place === null || isAway) return;
    if (own.current === null || place.toEdge < MARGIN_ROWS * place.height) toMiddle();
  }, [box, isAway, toMiddle, ...changes]);

  /** Whoever scrolls the row out of sight wants to look elsewhere; who brings it back wants to follow it. */
  const onScroll = useCallback(() => {
    if (box.current === null || own.current === null || Math.abs(box.current.scrollTop - own.current) < 1) return;
    const place = placeOf(box.current);
    if (place !== null) setAway(place.toEdge < 0);
  }, [box]);

  return { isAway, toMiddle, onScroll };
}

interface Place {
  height: number;
  /** Of the row's middle below that of what is in sight. */
  fromMiddle: number;
  /** Of the row from the nearer edge; below 0 when some of it is out of sight. */
  toEdge: number;
}

function placeOf(box: HTMLElement | null): Place | null {
  const row = box?.querySelector("[data-at-money]")?.getBoundingClientRect();
  const head = box?.querySelector("thead")?.getBoundingClientRect();
  if (!box || !row || !head) return null;
  const top = box.getBoundingClientRect().top + head.height;
  const bottom = box.getBoundingClientRect().top + box.clientHeight;
  return {
    height: row.height,
    fromMiddle: (row.top + row.bottom) / 2 - (top + bottom) / 2,
    toEdge: Math.min(row.top - top, bottom - row.bottom),
  };
}
