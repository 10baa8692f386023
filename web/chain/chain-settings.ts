import { ChainLimits } from "../../shared/chain-limits.ts";
import { type ColumnId, LEG_COLUMNS } from "./leg-columns.ts";

export type StrikesEachSide = (typeof ChainLimits.strikesEachSide)[number];

/** Never changed in place, so that React can compare. */
export interface ChainChoices {
  /** Of each leg, in the order of the table; the last price is always among them. */
  readonly columns: readonly ColumnId[];
  readonly strikesEachSide: StrikesEachSide;
  /** Whether charts stand beside the chain; null while nobody has said so. */
  readonly hasCharts: boolean | null;
}

export const DEFAULT_CHOICES: ChainChoices = {
  columns: ["ltp", "changePercent", "iv", "volume", "oi", "oiChange"],
  strikesEachSide: ChainLimits.strikesEachSideDefault,
  hasCharts: null,
};
const STORAGE_KEY = "strikewire.chain";

/** How the user wants to see chains, remembered by the browser. */
export class ChainSettings {
  #choices: ChainChoices;
  readonly #storage: Pick<Storage, "getItem" | "setItem">;
  readonly #listeners = new Set<() => void>();

  constructor(storage: Pick<Storage, "getItem" | "setItem">) {
    this.#storage = storage;
    this.#choices = stored(storage);
  }

  get choices(): ChainChoices {
    return this.#choices;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  toggleColumn(id: ColumnId): void {
    const { columns } = this.#choices;
    const others = columns.filter((other) => other !== id);
    this.choose({ columns: inOrder(others.length < columns.length ? others : [...columns, id]) });
  }

  choose(choices: Partial<ChainChoices>): void {
    this.#choices = { ...this.#choices, ...choices };
    try {
      this.#storage.setItem(STORAGE_KEY, JSON.stringify(this.#choices));
    } catch {
      // It then lasts until the page is left.
    }
    for (const listener of this.#listeners) listener();
  }
}

function inOrder(ids: readonly unknown[]): ColumnId[] {
  return LEG_COLUMNS.map(({ id }) => id).filter((id) => id === "ltp" || ids.includes(id));
}

/** What is stored may be of another version, or edited by hand: only what is right is taken. */
function stored(storage: Pick<Storage, "getItem">): ChainChoices {
  try {
    const value = JSON.parse(storage.getItem(STORAGE_KEY) ?? "{}") as Record<keyof ChainChoices, unknown>;
    const { columns, strikesEachSide, hasCharts } = value;
    return {
      columns: Array.isArray(columns) ? inOrder(columns) : DEFAULT_CHOICES.columns,
      strikesEachSide:
        ChainLimits.strikesEachSide.find((count) => count === strikesEachSide) ?? DEFAULT_CHOICES.strikesEachSide,
      hasCharts: typeof hasCharts === "boolean" ? hasCharts : null,
    };
  } catch {
    return DEFAULT_CHOICES;
  }
}
