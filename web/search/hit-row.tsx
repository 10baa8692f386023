import { memo, useEffect, useRef } from "react";
import type { SearchHit } from "../../client-sdk/index.ts";
import { costOfHit, KIND_NAMES } from "./hit-facts.ts";
import { Marked } from "./marked.tsx";

interface HitRowProps {
  id: string;
  hit: SearchHit;
  /** The one that Enter is for. */
  isActive: boolean;
  isOnList: boolean;
}

/** Clicks on it are the list's business: its parts say by `data-action` what they are for. */
export const HitRow = memo(function HitRow({ id, hit, isActive, isOnList }: HitRowProps) {
  const row = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) row.current?.scrollIntoView({ block: "nearest" });
  }, [isActive]);
  const { key, name, displayName, exchange, kind, matches } = hit;
  // Of contracts the master's wording says the name once more.
  const hasOwnWords = hit.expiry === null && displayName.toLowerCase() !== name.toLowerCase();
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus and names the active option
    <div ref={row} id={id} role="option" className="hit" aria-selected={isActive} data-key={key}>
      <span className="hit-name">
        <Marked text={name} ranges={matches.name} />
        {hasOwnWords && (
          <span className="faint">
            {" "}
            <Marked text={displayName} ranges={matches.displayName} />
          </span>
        )}
      </span>
      {isOnList && <span className="tag on-list">on the list</span>}
      <span className="tag">{KIND_NAMES[kind]}</span>
      {exchange !== null && <span className="tag">{exchange}</span>}
      <span className="hit-cost">{costOfHit(hit)}</span>
      <span className="hit-open" data-action="open" aria-hidden="true">
        open
      </span>
    </div>
  );
});
