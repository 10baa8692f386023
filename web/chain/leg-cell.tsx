import { type CSSProperties, memo } from "react";
import { Dash } from "../format/dash.tsx";
import { useFlash } from "../quote/use-flash.ts";
import { instrumentPath } from "../routes.ts";
import type { Side } from "./chain-store.ts";
import type { LegColumn } from "./leg-columns.ts";
import { legReasonText } from "./reason-text.ts";
import { useLeg } from "./use-chain.ts";

interface LegCellProps {
  /** Of the leg, as the store has it. */
  id: string;
  side: Side;
  column: LegColumn;
  /** Tab stops here, and nowhere else in the chain: arrows lead on. */
  isEntry?: boolean;
}

/** One value of one leg: draws itself again when its own text changes, and at nothing else. */
export const LegCell = memo(function LegCell({ id, side, column, isEntry = false }: LegCellProps) {
  const text = useLeg(id, (leg) => (leg === null ? null : column.text(leg)));
  return (
    <td data-side={side} data-column={column.id} className={column.isSigned && directionOf(text)}>
      {column.id === "oi" && <OiBar id={id} />}
      {text === null ? (
        <NotKnown id={id} column={column} />
      ) : column.id === "ltp" ? (
        <Ltp id={id} text={text} isEntry={isEntry} />
      ) : (
        text
      )}
    </td>
  );
});

/** A link, so that it opens in another tab too, and the keyboard has something to stand on. */
function Ltp({ id, text, isEntry }: { id: string; text: string; isEntry: boolean }) {
  const key = useLeg(id, (leg) => leg?.key ?? null);
  const flash = useFlash(useLeg(id, (leg) => leg?.ltp ?? null));
  return (
    <a className={`last-price ${flash}`} href={instrumentPath(key!)} tabIndex={isEntry ? 0 : -1}>
      {text}
    </a>
  );
}

/** As long as its share of the full bar, which the table sets. */
function OiBar({ id }: { id: string }) {
  const oi = useLeg(id, (leg) => leg?.oi ?? 0);
  return <span className="oi-bar" aria-hidden="true" style={{ "--oi": oi } as CSSProperties} />;
}

function NotKnown({ id, column }: { id: string; column: LegColumn }) {
  const reason = useLeg(id, (leg) => (leg === null ? "None is listed" : legReasonText(leg.reasons[column.reasons])));
  return <Dash reason={reason} />;
}

function directionOf(text: string | null): "up" | "down" | "flat" {
  return text?.startsWith("+") ? "up" : text?.startsWith("\u2212") ? "down" : "flat";
}
