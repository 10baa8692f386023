import { type CustomAdapter, createAdapterFactory } from "better-auth/adapters";
import type { ExpressionBuilder, Kysely } from "kysely";
import type { Tables } from "./tables.ts";

/** The adapter is told names of tables and columns, not their types. */
type Rows = Record<string, Record<string, unknown>>;
type Where = Parameters<CustomAdapter["findMany"]>[0]["where"];

const COMPARISONS = { eq: "=", ne: "!=", lt: "<", lte: "<=", gt: ">", gte: ">=", in: "in", not_in: "not in" } as const;

/** A joined table's columns get this in front, in camel case: `joinedEmail`. */
const JOINED = "joined";

/**
 * better-auth on our tables and our connection. It has an adapter for Kysely of its own, which writes times as ISO text
 * and looks the schema up at run time; here times stay UTC milliseconds as everywhere in this database, and the
 * user comes with the session in one query.
 */
export function createAuthAdapter(tables: Kysely<Tables>) {
  const db = tables as unknown as Kysely<Rows>;
  return createAdapterFactory({
    config: {
      adapterId: "strikewire",
      usePlural: true,
      supportsBooleans: false,
      supportsNumericIds: false,
      customIdGenerator: () => crypto.randomUUID(),
      customTransformInput: ({ data }) => (data instanceof Date ? data.getTime() : data),
      customTransformOutput: ({ data, fieldAttributes: { type } }) =>
        type === "date" && typeof data === "number" ? new Date(data) : data,
    },
    adapter: ({ schema }) => ({
      async create({ model, data }) {
        return (await db.insertInto(model).values(data).returningAll().executeTakeFirstOrThrow()) as typeof data;
      },
      async update<Row>({ model, where, update }: { model: string; where: Where; update: Row }) {
        const row = await db
          .updateTable(model)
          .set(update as Record<string, unknown>)
          .where((eb) => matches(eb, where))
          .returningAll()
          .executeTakeFirst();
        return (row as Row | undefined) ?? null;
      },
      async updateMany({ model, where, update }) {
        const { numUpdatedRows } = await db
          .updateTable(model)
          .set(update)
          .where((eb) => matches(eb, where))
          .executeTakeFirst();
        return Number(numUpdatedRows);
      },
      async findOne<Row>({ model, where, join = {} }: Parameters<CustomAdapter["findOne"]>[0]) {
        // A join of many is left out, and asked for in another query.
        const [joined] = Object.entries(join).filter(([, { relation }]) => relation === "one-to-one");
        if (joined === undefined) {
          const query = db.selectFrom(model).selectAll();
          return ((await query.where((eb) => matches(eb, where)).executeTakeFirst()) as Row | undefined) ?? null;
        }
        const [table, { modelKey, on }] = joined;
        const columns = columnsOf(schema[modelKey!]!.fields);
        const row = await db
          .selectFrom(model)
          .innerJoin(`${table} as ${JOINED}`, `${JOINED}.${on.to}`, `${model}.${on.from}`)
          .selectAll(model)
          .select(columns.map((column) => `${JOINED}.${column} as ${aliasOf(column)}` as never))
          .where((eb) => matches(eb, where, model))
          .executeTakeFirst();
        if (row === undefined) return null;
        const values = row as Record<string, unknown>;
        return { ...row, [table]: Object.fromEntries(columns.map((name) => [name, values[aliasOf(name)]])) } as Row;
      },
      async findMany<Row>({ model, where, limit, sortBy, offset }: Parameters<CustomAdapter["findMany"]>[0]) {
        const rows = await db
          .selectFrom(model)
          .selectAll()
          .where((eb) => matches(eb, where))
          .$if(sortBy !== undefined, (query) => query.orderBy(sortBy!.field, sortBy!.direction))
          .limit(limit)
          .$if(offset !== undefined, (query) => query.offset(offset!))
          .execute();
        return rows as Row[];
      },
      async delete({ model, where }) {
        await db
          .deleteFrom(model)
          .where((eb) => matches(eb, where))
          .execute();
      },
      async deleteMany({ model, where }) {
        const { numDeletedRows } = await db
          .deleteFrom(model)
          .where((eb) => matches(eb, where))
          .executeTakeFirst();
        return Number(numDeletedRows);
      },
      async count({ model, where }) {
        const { count } = await db
          .selectFrom(model)
          .select(({ fn }) => fn.countAll().as("count"))
          .where((eb) => matches(eb, where))
          .executeTakeFirstOrThrow();
        return Number(count);
      },
    }),
  });
}

function columnsOf(fields: Record<string, { fieldName?: string | undefined }>): string[] {
  return [...new Set(["id", ...Object.entries(fields).map(([name, { fieldName }]) => fieldName ?? name)])];
}

function aliasOf(column: string): string {
  return JOINED + column[0]!.toUpperCase() + column.slice(1);
}

/** All conditions, those that are joined by OR as one. @throws for a search in text, which nothing here asks for. */
function matches(eb: ExpressionBuilder<Rows, string>, where: Where = [], table?: string) {
  const conditions = where.map(({ field, operator, value, connector }) => {
    const comparison = COMPARISONS[operator as keyof typeof COMPARISONS];
    if (comparison === undefined) throw new Error(`the auth adapter has no operator ${operator}`);
    const column = table === undefined ? field : `${table}.${field}`;
    const isNull = value === null && (operator === "eq" || operator === "ne");
    const expression = isNull
      ? eb(column, operator === "eq" ? "is" : "is not", null)
      : eb(column, comparison, value as never);
    return { expression, isAlternative: connector === "OR" };
  });
  const of = (isAlternative: boolean) =>
    conditions.filter((one) => one.isAlternative === isAlternative).map(({ expression }) => expression);
  const alternatives = of(true);
  return eb.and([...of(false), ...(alternatives.length > 0 ? [eb.or(alternatives)] : [])]);
}
