import { type ChangedInstrument, MasterChangeLimits } from "../../shared/master-change.ts";

/**
 * Rows of one kind of change, as many as are listed: cash instruments first, and contracts that change alike as one
 * row, or a new lot of NIFTY's would fill the list alone.
 */
export class ChangedRows {
  readonly #cash: ChangedInstrument[] = [];
  readonly #contracts: ChangedInstrument[] = [];
  readonly #alike = new Map<string, ChangedInstrument>();

  /** @param make makes the row; not called once the list is full. */
  addCash(make: () => ChangedInstrument): void {
    if (this.#cash.length < MasterChangeLimits.rows) this.#cash.push(make());
  }

  /**
   * @param alike what contracts of one row have in common.
   * @param nameOfAll what they are called together; a row of one contract keeps that one's name.
   */
  addContract(alike: string, nameOfAll: () => string, make: () => ChangedInstrument): void {
    const known = this.#alike.get(alike);
    if (known !== undefined) {
      if (known.instruments === 1) known.name = nameOfAll();
      known.instruments++;
    } else if (this.#contracts.length < MasterChangeLimits.rows) {
      const row = make();
      this.#contracts.push(row);
      this.#alike.set(alike, row);
    }
  }

  list(): ChangedInstrument[] {
    return [...this.#cash, ...this.#contracts].slice(0, MasterChangeLimits.rows);
  }
}
