import { type CSSProperties, type KeyboardEvent, type MouseEvent, useLayoutEffect, useMemo, useRef } from "react";
import { useLocation } from "wouter";
import { useMarket } from "../market.ts";
import { instrumentPath } from "../routes.ts";
import { ChainHead } from "./chain-head.tsx";
import { ChainRow } from "./chain-row.tsx";
import { legId, type Side } from "./chain-store.ts";
import { type ColumnId, LEG_COLUMNS, type LegColumn } from "./leg-columns.ts";
import { neighbour } from "./leg-neighbour.ts";
import { fullBar } from "./oi-scale.ts";
import { useChain, useChainStore, useSummary } from "./use-chain.ts";
import { useFollowAtm } from "./use-follow-atm.ts";
import { useMedia } from "./use-media.ts";
import { useChoices } from "./use-settings.ts";

const STRIKE_WIDTH_PX = 76;
const NARROW = "(max-width: 720px)";
/** What fits on a telephone. */
const NARROW_COLUMNS: readonly ColumnId[] = ["ltp", "oi"];

export function ChainTable({ title }: { title: string }) {
  const store = useChainStore();
  const { stream } = useMarket();
  const [, navigate] = useLocation();
  const box = useRef<HTMLElement>(null);
  const { columns, mirrored, widthPx, template } = useColumns();
  const strikes = useChain((chain) => chain.strikes);
  const full = useChain(({ rows }) => fullBar(rows));
  const atm = useSummary((summary) => summary.atm?.strike ?? null);
  const { isAway, toMiddle, onScroll } = useFollowAtm(box, [strikes, atm]);

  // Where there are more columns than fit, those at the strike are seen first.
  useLayoutEffect(() => {
    if (box.current) box.current.scrollLeft = (widthPx - box.current.clientWidth) / 2;
  }, [widthPx]);

  const onClick = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || event.button !== 0) return;
    const leg = legUnder(event.target);
    const key = leg && store.leg(leg.id)?.key;
    if (!key) return;
    event.preventDefault();
    navigate(instrumentPath(key));
  };
  /** The full figures, told when they are looked for: written into each cell they would cost more than the prices. */
  const onPointerOver = (event: MouseEvent) => {
    const at = legUnder(event.target);
    const leg = at && store.leg(at.id);
    const column: LegColumn | undefined = LEG_COLUMNS.find(({ id }) => id === at?.cell.dataset.column);
    if (leg) at.cell.title = column?.detail?.(leg, stream.serverNow()) ?? "";
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const next = neighbour(event.target as Element, event.key);
    if (next === null || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    next.focus();
  };

  return (
    <div className="chain-place">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must by keyboard too */}
      <section className="chain-scroll" aria-label={title} tabIndex={0} ref={box} onScroll={onScroll}>
        <table style={{ minWidth: widthPx, "--full-bar": full, "--columns": template } as CSSProperties}>
          <caption className="for-ear">{title}: calls on the left, puts on the right of the strike</caption>
          <ChainHead columns={columns} mirrored={mirrored} />
          <tbody onClick={onClick} onPointerOver={onPointerOver} onKeyDown={onKeyDown}>
            {strikes.map((strike) => (
              <ChainRow key={strike} strike={strike} columns={columns} mirrored={mirrored} />
            ))}
            {strikes.length === 0 && <BlankRows columns={columns.length * 2 + 1} />}
          </tbody>
        </table>
      </section>
      {isAway && (
        <button type="button" className="to-atm" onClick={toMiddle}>
          Back to the money
        </button>
      )}
    </div>
  );
}

/** As many as will come, so that nothing jumps when they do. */
function BlankRows({ columns }: { columns: number }) {
  const { spec } = useChainStore();
  const count = 2 * (spec.strikesEachSide ?? 0) + 1;
  return Array.from({ length: count }, (_, row) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: they are all alike
    <tr key={row} className="chain-blank">
      <td colSpan={columns} />
    </tr>
  ));
}

function useColumns() {
  const { columns: chosen } = useChoices();
  const isNarrow = useMedia(NARROW);
  return useMemo(() => {
    const ids = isNarrow ? NARROW_COLUMNS : chosen;
    const columns: LegColumn[] = LEG_COLUMNS.filter(({ id }) => ids.includes(id));
    const mirrored = columns.toReversed();
    const widths = [
      ...mirrored.map(({ widthPx }) => widthPx),
      STRIKE_WIDTH_PX,
      ...columns.map(({ widthPx }) => widthPx),
    ];
    return {
      columns,
      mirrored,
      /** Less, and they scroll sideways; more is shared among them. */
      widthPx: isNarrow ? 0 : widths.reduce((sum, width) => sum + width),
      template: widths.map((width) => `minmax(0, ${width}fr)`).join(" "),
    };
  }, [chosen, isNarrow]);
}

/** The cell of a leg that an event is from. */
function legUnder(target: EventTarget): { id: string; cell: HTMLElement } | null {
  const cell = (target as Element).closest<HTMLElement>("td[data-side]");
  const strike = cell?.closest("tr")?.dataset.strike;
  return cell && strike ? { id: legId(Number(strike), cell.dataset.side as Side), cell } : null;
}
