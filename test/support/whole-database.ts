/** Looks for a text in everything that a dump of a database would hold. */

type Ask = (statement: string, values?: readonly unknown[]) => Promise<readonly Record<string, unknown>[]>;

/** Less is not the product's database. */
const FEWEST_TABLES = 40;

/** Every table, of whatever schema, that has the text anywhere; in bytes too, which PostgreSQL shows in hexadecimal. */
export async function tablesWith(text: string, ask: Ask): Promise<string[]> {
  const tables = await ask(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname not in ('pg_catalog', 'information_schema') order by 1`,
  );
  if (tables.length < FEWEST_TABLES)
    throw new Error(`Only ${tables.length} tables are there: this is not the product's database.`);
  const found: string[] = [];
  for (const { name } of tables) {
    const rows = await ask(
      `select 1 as found from ${String(name)} t
       where t::text ilike '%' || $1 || '%' or t::text ilike '%' || encode(convert_to($1, 'UTF8'), 'hex') || '%' limit 1`,
      [text],
    );
    if (rows.length > 0) found.push(String(name));
  }
  return found;
}
