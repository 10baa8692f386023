import { memo } from "react";
import { grouped } from "../format/number.ts";
import { legId } from "./chain-store.ts";
import { LegCell } from "./leg-cell.tsx";
import type { LegColumn } from "./leg-columns.ts";
import { useChain, useLeg, useSummary } from "./use-chain.ts";

interface ChainRowProps {
  strike: number;
  /** From the strike outwards. */
  columns: readonly LegColumn[];
  /** The same from the edge inwards. */
  mirrored: readonly LegColumn[];
}

/** A strike with its call on the left and its put on the right. */
export const ChainRow = memo(function ChainRow({ strike, columns, mirrored }: ChainRowProps) {
  const call = legId(strike, "call");
  const put = legId(strike, "put");
  const isAtMoney = useSummary(({ atm }) => atm?.strike === strike) ?? false;
  const inTheMoney = useChain(({ summary }) => sideInTheMoney(strike, summary?.underlyingPrice ?? null));
  return (
    <tr
      data-strike={strike}
      data-at-money={isAtMoney || undefined}
      data-in-money={inTheMoney}
      data-call-stale={useLeg(call, (leg) => leg?.stale ?? false) || undefined}
      data-put-stale={useLeg(put, (leg) => leg?.stale ?? false) || undefined}
    >
      {mirrored.map((column) => (
        <LegCell key={column.id} id={call} side="call" column={column} isEntry={isAtMoney} />
      ))}
      <th scope="row" className="chain-strike">
        <span>{strikeText(strike)}</span>
        {isAtMoney && <span className="for-ear"> at the money</span>}
      </th>
      {columns.map((column) => (
        <LegCell key={column.id} id={put} side="put" column={column} />
      ))}
    </tr>
  );
});

export function strikeText(strike: number): string {
  return grouped(strike, Number.isInteger(strike) ? 0 : 2);
}

/** Whose exercise would bring something at the price. */
function sideInTheMoney(strike: number, price: number | null): "call" | "put" | undefined {
  if (price === null || strike === price) return undefined;
  return strike < price ? "call" : "put";
}
