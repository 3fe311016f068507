/** A client of a running api, and what it may get of it when it does something wrong: problem details, never anything of our insides. */
import { type RunningApi, startApi } from './api.js';

export const AUTHORITY = { citation: 'SB 627 (Ch. 125/2025; Gov. Code 7289)', title: 'Facial coverings, synthetic' };
export const NOBODY = '019a0000-0000-7000-8000-000000000000';

export interface Sent {
  readonly method?: string;
  readonly as?: string;
  readonly headers?: Record<string, string>;
  /** Sent as it is where it is text, else as JSON. */
  readonly body?: unknown;
}

export type Details = Record<string, unknown>;

export class Client {
  constructor(private readonly running: () => RunningApi) {}

  get api(): RunningApi {
    return this.running();
  }

  async send(path: string, { method = 'POST', as, headers = {}, body }: Sent = {}): Promise<Response> {
    const token = as === undefined ? {} : { authorization: `Bearer ${await this.api.issuer.tokenFor(as)}` };
    const type = body === undefined ? {} : { 'content-type': 'application/json' };
    const text = typeof body === 'string' || body instanceof Uint8Array || body === undefined ? body : JSON.stringify(body);
    return fetch(new URL(path, this.api.url), {
      method,
      headers: { ...type, ...token, ...headers },
      body: text as NonNullable<RequestInit['body']>,
    });
  }

  register(sent: Sent = {}): Promise<Response> {
    return this.send('/v1/commands/register-authority', { as: 'city-attorney', body: AUTHORITY, ...sent });
  }

  /** Checks that an answer is a problem as the contract has it, and gives nothing away. */
  async problemOf(response: Response, status: number, code: string): Promise<Details> {
    const text = await response.text();
    expect([response.status, text]).toEqual([status, expect.stringContaining(`"${code}"`)]);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(text).not.toMatch(
      /\bat \S+ \(|\bat [\w./]+:\d|\\n|select |insert |\/(?:work|home|root|tmp|usr|node_modules)\b|node_modules|\.[jt]s\b|Error:/i,
    );
    const details = JSON.parse(text) as Details;
    expect(details).toMatchObject({
      type: `/problems/${code}`,
      title: expect.stringMatching(/\S/),
      status,
      detail: expect.stringMatching(/\S/),
      instance: new URL(response.url).pathname,
      code,
      traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
    });
    const page = await fetch(new URL(String(details['type']), this.api.url), { headers: { accept: 'application/json' } });
    expect([page.status, await page.json()]).toEqual([200, expect.objectContaining({ code, status })]);
    return details;
  }

  /** The entries of what was refused under this command. */
  async refusalsOf(commandId: unknown): Promise<unknown[]> {
    const rows = await this.api.query(
      `select e.stream, e.version, e.type, e.subject, e.actor, d.data::json as data, c.status, c.body, c.idempotency_key as key
       from commands c join events e on e.command_id = c.id join event_data d on d.stream = e.stream and d.version = e.version where c.id = $1`,
      [commandId],
    );
    return rows;
  }

  async count(table: string): Promise<unknown> {
    return (await this.api.query(`select count(*)::int as n from ${table}`))[0]?.['n'];
  }
}

/** Of an api that runs as long as the suite that calls this. */
export function clientOfTheSuite(): Client {
  let api: RunningApi;
  beforeAll(async () => {
    api = await startApi();
  }, 120_000);
  afterAll(() => api?.close(), 30_000);
  return new Client(() => api);
}
