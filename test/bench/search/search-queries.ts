import type { InstrumentTable } from "../../../server/instruments/instrument-table.ts";

/** What queries are made of: indices, companies by name, expiries and the like as traders write them. */
const TRADED = [
  "nifty",
  "bn",
  "banknifty",
  "sensex",
  "finnifty",
  "reliance",
  "hdfc bank",
  "infosys",
  "crudeoil",
  "tcs",
  "sbi",
];
const STRIKES = ["25000", "57k", "82000", "26800", "1400", "1,000", "5800", "3000", "900"];
const TYPES = ["ce", "pe", "call", "put", "c", "p"];
const EXPIRIES = ["next week", "this month", "24 feb", "24feb", "monthly", "weekly", "march", "24-02-2026"];
const QUERIES_EACH = 40;
const MISTYPED_ONE_IN = 4;

/** 200 queries of one to five words, a quarter of them mistyped; always the same for the same master. */
export function mixedQueries(table: InstrumentTable): string[] {
  const random = numbersFrom(20_260_205);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const names = companyNames(table);
  const company = (words: number) =>
    pick(names.filter((name) => name.length >= words))
      .slice(0, words)
      .join(" ");
  const contract = (words: number) => {
    const parts = [pick(TRADED), pick(STRIKES), pick(TYPES), pick(EXPIRIES)].join(" ").split(" ");
    return parts.slice(0, words).join(" ");
  };
  const makers: ((place: number) => string)[] = [
    (place) => (place % 3 === 0 ? company(1).slice(0, 3) : place % 3 === 1 ? company(1) : pick(TRADED)),
    (place) => (place % 3 === 0 ? `${company(1)} fut` : place % 3 === 1 ? company(2) : contract(2)),
    (place) => (place % 3 === 0 ? company(3) : contract(3)),
    (place) => (place % 4 === 0 ? `${company(2)} ${pick(TYPES)} ${pick(EXPIRIES).split(" ")[0]}` : contract(4)),
    (place) => (place % 4 === 0 ? `${company(2)} ${pick(STRIKES)} ${pick(TYPES)} monthly` : contract(5)),
  ];
  const queries = makers.flatMap((make) => Array.from({ length: QUERIES_EACH }, (_, place) => make(place)));
  return queries.map((query, place) => (place % MISTYPED_ONE_IN === 0 ? mistyped(query, random) : query));
}

/** Words of the names of shares, as they are written small. */
function companyNames(table: InstrumentTable): string[][] {
  const names = new Set<string>();
  for (let row = 0; row < table.size; row++) {
    if (table.kindAt(row) === "EQUITY" && table.seriesAt(row) === "EQ")
      names.add(table.displayNameAt(row).toLowerCase());
  }
  return [...names]
    .map((name) => name.split(/[^a-z0-9]+/).filter((word) => word.length > 2))
    .filter((words) => words.length > 0);
}

/** Two letters of the first word swapped, or one lost. */
function mistyped(query: string, random: () => number): string {
  const [word, ...rest] = query.split(" ");
  const at = 1 + Math.floor(random() * Math.max(1, word!.length - 2));
  const typo =
    random() < 0.5
      ? word!.slice(0, at) + word!.slice(at + 1)
      : word!.slice(0, at) +
        word!
          .slice(at, at + 2)
          .split("")
          .reverse()
          .join("") +
        word!.slice(at + 2);
  return [typo, ...rest].join(" ");
}

/** Numbers from 0 up to 1 (mulberry32). */
function numbersFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
