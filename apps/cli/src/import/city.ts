/** A city's api, as whoever imports speaks to it: over HTTP, with a token of their own, so that the log names them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError } from '../command.js';
import type { Body } from './file.js';

export interface Answer {
  readonly status: number;
  readonly body: Body;
  readonly replayed: boolean;
}

export interface FoundEvent {
  readonly type: string;
  readonly subject: string;
  /** Of what is recorded beside the events of its subject, another one. */
  readonly stream: string;
  readonly data?: unknown;
  readonly withheld?: string;
}

const SECONDS_TO_WAIT = 30;
const PATIENCE_MS = 120_000;
const PAUSE_MS = 100;
const MOST_TRIES = 8;

export class City {
  constructor(
    private readonly url: string,
    private readonly token: string,
  ) {}

  /** The subject of the token, where it can be read. */
  get sender(): string {
    try {
      const claims = JSON.parse(Buffer.from(this.token.split('.')[1] ?? '', 'base64url').toString()) as Body;
      return typeof claims['sub'] === 'string' ? claims['sub'] : 'the sender';
    } catch {
      return 'the sender';
    }
  }

  /** What each of these commands would be answered, by itself. */
  async rehearse(commands: readonly { readonly name: string; readonly body: Body }[]): Promise<readonly Answer[]> {
    const { status, body } = await this.post('/v1/commands:batch?dryRun=true', { commands }, {});
    if (status !== 200) throw new CliError(`The batch was answered ${status}: ${detailOf(body)}`);
    return (body['items'] as { status: number; body: Body }[]).map((item) => ({ ...item, replayed: false }));
  }

  /** Sends a command and waits until it is settled. Throws where nobody decides it: what is sent again then goes on from there. */
  async send(name: string, body: Body, key: string): Promise<Answer> {
    const headers = { 'idempotency-key': key, prefer: `wait=${SECONDS_TO_WAIT}` };
    for (const end = Date.now() + PATIENCE_MS; ;) {
      const answer = await this.post(`/v1/commands/${name}`, body, headers);
      if (answer.status !== 202) return answer;
      if (answer.body['status'] === 'failed')
        throw new CliError(`Command ${String(answer.body['id'])} is an incident; see to it, then import again.`);
      if (Date.now() > end) throw new CliError('The command is taken, and no worker decides it. Import again once one runs.');
    }
  }

  /** The record of the event of this type that followed from a command, as soon as it is in the log. */
  async followed(type: string, correlation: string): Promise<string> {
    const query = new URLSearchParams({ type, correlation, limit: '1' });
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(PAUSE_MS)) {
      const [event] = await this.get<readonly FoundEvent[]>(`/v1/events?${query.toString()}`);
      if (event) return event.subject;
    }
    throw new CliError(`No ${type} followed from command ${correlation}. Import again once it is in the log.`);
  }

  /** Waits until so many entries have followed from a command. */
  async settledDown(correlation: string, entries: number): Promise<void> {
    const query = new URLSearchParams({ correlation, limit: '200' });
    for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(PAUSE_MS)) {
      const events = await this.get<readonly FoundEvent[]>(`/v1/events?${query.toString()}`);
      if (events.length >= Math.min(entries, 200)) return;
    }
    throw new CliError(`What follows from command ${correlation} is not in the log yet. Import again once it is.`);
  }

  /** All that is recorded of a record, oldest first. */
  async eventsOf(subject: string): Promise<readonly FoundEvent[]> {
    const events: FoundEvent[] = [];
    for (let after = 0; ;) {
      const query = new URLSearchParams({ subject, after: String(after), limit: '200' });
      const page = await this.get<readonly (FoundEvent & { readonly position: number })[]>(`/v1/events?${query.toString()}`);
      if (page.length === 0) return events;
      events.push(...page);
      after = page.at(-1)?.position ?? after;
    }
  }

  private async get<Found>(path: string): Promise<Found> {
    const { status, body } = await this.ask(path, { method: 'GET', headers: {} });
    if (status !== 200) throw new CliError(`GET ${path} was answered ${status}: ${detailOf(body)}`);
    return body as Found;
  }

  private post(path: string, body: Body, headers: Readonly<Record<string, string>>): Promise<Answer> {
    return this.ask(path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
  }

  /** Asks as often as the city asks for patience. */
  private async ask(path: string, init: RequestInit & { readonly headers: Readonly<Record<string, string>> }): Promise<Answer> {
    for (let tries = 1; ; tries++) {
      const response = await this.fetched(path, { ...init, headers: { ...init.headers, authorization: `Bearer ${this.token}` } });
      if (response && response.status !== 429 && response.status !== 503) {
        const body = (await response.json()) as Body;
        if (response.status === 401)
          throw new CliError(`The token is not accepted: ${detailOf(body)} Set PROMULGATE_TOKEN anew and import again.`);
        return { status: response.status, body, replayed: response.headers.get('idempotent-replayed') === 'true' };
      }
      if (tries === MOST_TRIES)
        throw new CliError(
          `${this.url} ${response ? `is busy (${response.status})` : 'does not answer'}. Import again later: it goes on from there.`,
        );
      await response?.body?.cancel();
      await sleep(Number(response?.headers.get('retry-after') ?? 1) * 1_000);
    }
  }

  private async fetched(path: string, init: RequestInit): Promise<Response | undefined> {
    try {
      return await fetch(new URL(path, this.url), init);
    } catch {
      return undefined;
    }
  }
}

export const detailOf = (body: unknown): string => {
  const { detail, errors } = (body ?? {}) as { detail?: string; errors?: readonly { pointer: string; detail: string }[] };
  const each = errors?.map(({ pointer, detail: of }) => `${pointer} ${of}`).join('; ');
  return [detail ?? JSON.stringify(body), ...(each ? [`(${each})`] : [])].join(' ');
};
