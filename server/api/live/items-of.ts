import { z } from "zod";

const items = new WeakMap<z.ZodType, z.ZodType>();

/** The output of a subscription: a stream whose every item is what the contract says. */
export function itemsOf<Item extends z.ZodType>(item: Item) {
  const output = z.custom<AsyncIterable<z.input<Item>>>(isAsyncIterable).transform((stream) => checked(stream, item));
  items.set(output, item);
  return output;
}

/** The contract of one item, for who writes the client's types; undefined of any other output. */
export function itemOf(output: z.ZodType): z.ZodType | undefined {
  return items.get(output);
}

async function* checked<Item extends z.ZodType>(
  stream: AsyncIterable<z.input<Item>>,
  contract: Item,
): AsyncGenerator<z.output<Item>, void> {
  for await (const item of stream) yield contract.parse(item);
}

function isAsyncIterable(value: unknown): boolean {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}
