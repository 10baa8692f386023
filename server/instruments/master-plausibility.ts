import type { InstrumentKey } from "../../shared/instrument-key.ts";
import type { MasterChange } from "../../shared/master-change.ts";
import type { InstrumentMatch } from "./instrument-match.ts";

/** A master that lacks this share of what is in use and has not expired, in all or of a large segment, is refused. */
export const MISSING_SHARE_REFUSED = 0.5;
/** A segment of fewer instruments may shrink as it likes, but not vanish. */
export const LARGE_SEGMENT_INSTRUMENTS = 1_000;
/** Where keys that stay name something else in this share, the ids stand in the wrong rows. */
export const REASSIGNED_SHARE_REFUSED = 0.5;

/**
 * Why a new master cannot be right, by what it lacks beside the one before; null when it may be. What has expired is
 * not missed, however much that is.
 * @param pinned instruments that every page shows: those that were listed have to be the same ones still.
 */
export function whyImplausible(
  { groups }: Pick<MasterChange, "groups">,
  match: Pick<InstrumentMatch, "fateOf" | "before">,
  pinned: readonly InstrumentKey[],
): string | null {
  const all = sizesOf(groups);
  if (isMuchMissing(all)) return `${missing(all)} are missing`;
  for (const [segment, of] of Map.groupBy(groups, (group) => group.segment)) {
    const sizes = sizesOf(of);
    if (sizes.alive > 0 && sizes.gone === sizes.alive)
      return `all ${sizes.alive} instruments of ${segment} are missing`;
    if (sizes.alive >= LARGE_SEGMENT_INSTRUMENTS && isMuchMissing(sizes))
      return `in ${segment} ${missing(sizes)} are missing`;
  }
  const kept = all.alive - all.gone;
  if (kept > 0 && all.reassigned >= kept * REASSIGNED_SHARE_REFUSED)
    return `${all.reassigned} of ${kept} keys name something else: ids and rows do not belong together`;
  for (const key of pinned) {
    const fate = match.fateOf(key);
    const name = () => match.before.nameAt(match.before.find(key));
    if (fate === "gone") return `${key} is missing, which is ${name()} and on every page`;
    if (fate === "reassigned") return `${key} names something else than ${name()}, which is on every page`;
  }
  return null;
}

interface Sizes {
  /** Listed before and not expired. */
  alive: number;
  gone: number;
  reassigned: number;
}

function sizesOf(groups: MasterChange["groups"]): Sizes {
  const sizes = { alive: 0, gone: 0, reassigned: 0 };
  for (const { before, expired, gone, reassigned } of groups) {
    sizes.alive += before - expired;
    sizes.gone += gone;
    sizes.reassigned += reassigned;
  }
  return sizes;
}

function isMuchMissing({ alive, gone }: Sizes): boolean {
  return alive > 0 && gone >= alive * MISSING_SHARE_REFUSED;
}

function missing({ alive, gone }: Sizes): string {
  return `${gone} of the ${alive} instruments that are in use and have not expired`;
}
