import type { LegColumn } from "./leg-columns.ts";

export const STRIKE_WIDTH_PX = 76;

interface ChainHeadProps {
  columns: readonly LegColumn[];
  mirrored: readonly LegColumn[];
}

/** Widths and names of the columns. */
export function ChainHead({ columns, mirrored }: ChainHeadProps) {
  return (
    <>
      <colgroup>
        {mirrored.map(({ id, widthPx }) => (
          <col key={id} style={{ width: widthPx }} />
        ))}
        <col style={{ width: STRIKE_WIDTH_PX }} />
        {columns.map(({ id, widthPx }) => (
          <col key={id} style={{ width: widthPx }} />
        ))}
      </colgroup>
      <thead>
        <tr className="chain-sides">
          <th scope="colgroup" colSpan={columns.length} data-side="call">
            Calls
          </th>
          <td />
          <th scope="colgroup" colSpan={columns.length} data-side="put">
            Puts
          </th>
        </tr>
        <tr>
          {mirrored.map((column) => (
            <ColumnName key={column.id} column={column} />
          ))}
          <th scope="col" className="chain-strike">
            Strike
          </th>
          {columns.map((column) => (
            <ColumnName key={column.id} column={column} />
          ))}
        </tr>
      </thead>
    </>
  );
}

function ColumnName({ column: { label, name } }: { column: LegColumn }) {
  return (
    <th scope="col" title={name}>
      {label}
    </th>
  );
}
