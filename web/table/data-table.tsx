import type { ReactNode } from "react";

export interface Column<Row> {
  title: string;
  cell(row: Row): ReactNode;
  /** Numbers stand to the right. */
  isNumeric?: boolean;
  /** Of CSS: `80px`; the columns without one share what is left. */
  width?: string;
}

interface DataTableProps<Row> {
  /** What it is, to assistive technology. */
  caption: string;
  /** The first names its row. */
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  idOf(row: Row): string | number;
  /** In place of rows where there are none. */
  empty: ReactNode;
  /** Least width; the table scrolls sideways where there is less. */
  minWidth: number;
  /** Which row is looked at more closely. */
  selected?: string | number | null;
}

/** Dense rows under a head that stays. It scrolls within itself. */
export function DataTable<Row>({ caption, columns, rows, idOf, empty, minWidth, selected }: DataTableProps<Row>) {
  const [first, ...rest] = columns;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and must by keyboard too
    <section className="table-scroll" aria-label={caption} tabIndex={0}>
      <table className="data-table" style={{ minWidth }}>
        <caption className="for-ear">{caption}</caption>
        <colgroup>
          {columns.map(({ title, width }) => (
            <col key={title} style={{ width }} />
          ))}
        </colgroup>
        <thead>
          <tr>
            {columns.map(({ title, isNumeric }) => (
              <th key={title} scope="col" data-numeric={isNumeric}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={idOf(row)} data-row={idOf(row)} data-selected={selected === idOf(row)}>
              <th scope="row" data-numeric={first!.isNumeric}>
                {first!.cell(row)}
              </th>
              {rest.map(({ title, isNumeric, cell }) => (
                <td key={title} data-numeric={isNumeric}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
          {rows.length === 0 && (
            <tr className="table-empty">
              <td colSpan={columns.length}>{empty}</td>
            </tr>
          )}
        </tbody>
      </table>
    </section>
  );
}
