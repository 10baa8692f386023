import type { LegColumn } from "./leg-columns.ts";

interface ChainHeadProps {
  columns: readonly LegColumn[];
  mirrored: readonly LegColumn[];
}

/** Names of the columns. */
export function ChainHead({ columns, mirrored }: ChainHeadProps) {
  const wide = { gridColumn: `span ${columns.length}` };
  return (
    <thead>
      <tr className="chain-sides">
        <th scope="colgroup" colSpan={columns.length} style={wide} data-side="call">
          Calls
        </th>
        <td />
        <th scope="colgroup" colSpan={columns.length} style={wide} data-side="put">
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
  );
}

function ColumnName({ column: { label, name } }: { column: LegColumn }) {
  return (
    <th scope="col" title={name}>
      {label}
    </th>
  );
}
