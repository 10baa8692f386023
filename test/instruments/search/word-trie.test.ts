import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { SIMILAR_KEPT, Vocabulary } from "../../../server/instruments/search/vocabulary.ts";
import { editsForgiven, MISTYPED_MOST, WordTrie } from "../../../server/instruments/search/word-trie.ts";

/** Edits between two words, two neighbours swapped being one of them: the whole table, with no band and no cutting short. */
function editsBetween(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) =>
    Array.from({ length: b.length + 1 }, (_, j) => (i === 0 ? j : j === 0 ? i : 0)),
  );
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const cost = a[i - 1] === b[j - 1] ? 0 : 1;
      table[i]![j] = Math.min(table[i - 1]![j]! + 1, table[i]![j - 1]! + 1, table[i - 1]![j - 1]! + cost);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        table[i]![j] = Math.min(table[i]![j]!, table[i - 2]![j - 2]! + 1);
    }
  }
  return table[a.length]![b.length]!;
}

/** Words that are so many edits from the typed one: as a whole, or some beginning of theirs. */
function expected(words: readonly string[], typed: string) {
  for (let edits = 1; edits <= editsForgiven(typed); edits++) {
    const whole = words.filter((word) => editsBetween(typed, word) === edits);
    const begun = words.filter((word) =>
      Array.from(word).some((_, i) => editsBetween(typed, word.slice(0, i)) === edits),
    );
    if (whole.length + begun.length > 0) return { edits, whole, begun };
  }
  return null;
}

function found(words: readonly string[], typed: string) {
  const similar = new WordTrie(words).similarTo(typed);
  if (similar.length === 0) return null;
  const wordsOf = (isWhole: boolean) => {
    const ranges = similar.filter((terms) => terms.isWhole === isWhole);
    return [...new Set(ranges.flatMap(({ from, to }) => words.slice(from, to)))].sort();
  };
  return { edits: similar[0]!.edits, whole: wordsOf(true), begun: wordsOf(false) };
}

test.each([
  ["relaince", "reliance"],
  ["infosis", "infosys"],
  ["wirpo", "wipro"],
  ["maruthi", "maruti"],
  ["kotk", "kotak"],
  ["eliance", "reliance"],
  ["finanace", "finance"],
])("%p means %p", (typed, meant) => {
  const words = ["finance", "infosys", "kotak", "maruti", "reliance", "reliancepower", "wipro"];
  expect(found(words, typed)).toMatchObject({ edits: 1, whole: [meant] });
});

test("a mistyped beginning means what begins like it", () => {
  expect(found(["reliance", "reliancepower", "religare"], "relaian")).toMatchObject({
    begun: ["reliance", "reliancepower"],
  });
});

describe("no typo is looked for", () => {
  test("in short words, in numbers, and in what is longer than any word", () => {
    const words = ["abc", "abcd", "a".repeat(MISTYPED_MOST)].sort();
    expect(found(words, "abx")).toBeNull();
    expect(found(words, "abxd")).not.toBeNull();
    expect(found(words, "ab1d")).toBeNull();
    expect(editsForgiven("a".repeat(MISTYPED_MOST))).toBe(2);
    expect(editsForgiven("a".repeat(MISTYPED_MOST + 1))).toBe(0);
  });
});

test("what is found has as few edits as anything has, and nothing with as few is missed", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "c", "d"), minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.uniqueArray(word, { maxLength: 30 }), word, (unsorted, typed) => {
      const words = unsorted.sort();
      const real = found(words, typed);
      const wanted = expected(words, typed);
      expect(real?.edits).toBe(wanted?.edits);
      expect(real?.whole ?? []).toEqual(wanted?.whole ?? []);
      // A whole word is given as such even where a beginning of it is as near.
      const begun = new Set([...(real?.begun ?? []), ...(real?.whole ?? [])]);
      expect([...begun].sort()).toEqual([...new Set([...(wanted?.begun ?? []), ...(wanted?.whole ?? [])])].sort());
    }),
    { numRuns: 2_000 },
  );
});

test("a vocabulary gives the same for a mistyped word, however many others were asked for in between", () => {
  const vocabulary = new Vocabulary(["infosys", "kotak", "reliance"]);
  const before = vocabulary.similarTo("relaince");
  for (let i = 0; i <= SIMILAR_KEPT; i++) vocabulary.similarTo(`infosy${String.fromCharCode(97 + (i % 26))}${i}`);
  expect(vocabulary.similarTo("relaince")).toEqual(before);
  expect(before).toEqual([{ from: 2, to: 3, edits: 1, isWhole: true }]);
});
