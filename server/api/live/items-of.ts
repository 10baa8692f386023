import { z } from "zod";

const items = new WeakMap<z.ZodType, z.ZodType>();

/** The output of a subscription: a stream whose every item is what the contract says. */
export function itemsOf<Item extends z.ZodType>(item: Item) {
  const check = checkedOnce(item);
  const output = z
    .custom<AsyncIterable<z.input<Item>>>(isAsyncIterable)
    .transform(async function* (stream): AsyncGenerator<z.output<Item>, void> {
      for await (const one of stream) yield check(one);
    });
  items.set(output, item);
  return output;
}

/** The contract of one item, for who writes the client's types; undefined of any other output. */
export function itemOf(output: z.ZodType): z.ZodType | undefined {
  return items.get(output);
}

/** The check of a large chain takes a millisecond: an object that goes to many readers is checked for the first. */
function checkedOnce<Item extends z.ZodType>(contract: Item): (item: z.input<Item>) => z.output<Item> {
  const checked = new WeakMap<object, z.output<Item>>();
  return (item) => {
    if (typeof item !== "object" || item === null) return contract.parse(item);
    const known = checked.get(item) ?? contract.parse(item);
    checked.set(item, known);
    return known;
  };
}

function isAsyncIterable(value: unknown): boolean {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
