/**
 * The bare SQL over HTTP, with nothing around it: the statements that it is sent, run one after the other on one session, and their rows as
 * JSON. What an answer over HTTP costs that knows no token, no view and no reader. A process of its own, as the api is one.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import pg from 'pg';
import type { Statement } from './questions.js';

const database = new pg.Client({ connectionString: process.argv[2], options: process.argv[3] });
await database.connect();
const names = new Map<string, string>();

/** As an application would: prepared once, then executed. */
async function rowsOf({ text, values }: Statement): Promise<unknown[]> {
  const name = names.get(text) ?? `q${names.size}`;
  names.set(text, name);
  return (await database.query<object>({ name, text, values: [...values] })).rows;
}

const server = createServer((request, response) => {
  const answer = async (): Promise<unknown[]> => {
    const found: unknown[] = [];
    for (const statement of (await json(request)) as readonly Statement[]) found.push(await rowsOf(statement));
    return found;
  };
  answer().then(
    (found) => response.setHeader('content-type', 'application/json').end(JSON.stringify(found)),
    (fault: unknown) => response.writeHead(500).end(String(fault)),
  );
});
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.once('disconnect', () => process.exit(0));
