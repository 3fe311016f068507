/** One client of the api in a fault run: it sends a command until it knows what became of it, under the same key, to whichever api answers. */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { History, Operation } from './history.js';
import type { CrowdRole, Stage } from './stage.js';

const PATIENCE_MS = 8_000;
/** A stream that says nothing for so long is dead: its heartbeats come more often. */
const SILENCE_MS = 20_000;
/** What a client that was told to come back, or nothing at all, waits before it does. */
const PAUSE_MS = 60;

export interface HttpAnswer {
  /** 0: the connection broke, or nothing came in time. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface Sending {
  readonly role: CrowdRole;
  readonly command: string;
  readonly body: Readonly<Record<string, unknown>>;
  readonly key: string;
  readonly stream?: string;
  readonly waitSeconds?: number;
}

const agent = new Agent({ keepAlive: true, maxSockets: 400, maxFreeSockets: 100 });

export function call(
  port: number,
  method: 'GET' | 'POST',
  path: string,
  headers: Record<string, string>,
  body?: string,
): Promise<HttpAnswer> {
  return new Promise((resolve) => {
    const broken = () => resolve({ status: 0, headers: {}, body: '' });
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent, timeout: PATIENCE_MS }, (answer) => {
      let text = '';
      answer.setEncoding('utf8');
      answer.on('data', (chunk: string) => (text += chunk));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body: text }));
      answer.on('error', broken);
      answer.on('close', broken);
    });
    sent.on('error', broken);
    sent.on('timeout', () => sent.destroy());
    sent.end(body);
  });
}

/** A response that is read for as long as it lasts. */
export interface Visit {
  /** Resolves when it has ended, however it did. */
  readonly over: Promise<void>;
  readonly leave: () => void;
}

export class Client {
  private turn: number;

  constructor(
    private readonly stage: Stage,
    private readonly history: History,
    readonly name: string,
    private readonly person: number,
    private readonly given: () => boolean,
  ) {
    this.turn = person;
  }

  /** Sends until there is a final answer, or the run is over. */
  async send(sending: Sending): Promise<Operation> {
    const operation = this.history.begin(this.name, sending.command, sending.key, sending.stream);
    while (!(await this.attempt(operation, sending)) && !this.given()) await sleep(PAUSE_MS);
    return operation;
  }

  /** One try. True: the answer is final. */
  async attempt(operation: Operation, { role, command, body, key, waitSeconds }: Sending): Promise<boolean> {
    const port = this.somePort();
    const token = await this.token(role);
    if (port === undefined || token === undefined) return false;
    const answer = await call(
      port,
      'POST',
      `/v1/commands/${command}`,
      {
        authorization: `Bearer ${token}`,
        'content-type': 'application/json',
        'idempotency-key': key,
        ...(waitSeconds ? { prefer: `wait=${waitSeconds}` } : {}),
      },
      JSON.stringify(body),
    );
    this.history.counted(answer.status);
    operation.status = answer.status;
    return this.note(operation, answer);
  }

  async get(path: string, role: CrowdRole = 'commission-staff'): Promise<HttpAnswer> {
    const port = this.somePort();
    const token = await this.token(role);
    if (port === undefined || token === undefined) return { status: 0, headers: {}, body: '' };
    return call(port, 'GET', path, { authorization: `Bearer ${token}` });
  }

  /** Listens to a response that does not end by itself; `onText` is given what comes, of a 200 only. */
  listen(
    path: string,
    headers: Record<string, string>,
    onText: (text: string) => void,
    role: CrowdRole = 'commission-staff',
  ): Visit {
    const left = new AbortController();
    return { over: this.hear(path, headers, onText, { role, signal: left.signal }), leave: () => left.abort() };
  }

  private async hear(
    path: string,
    headers: Record<string, string>,
    onText: (text: string) => void,
    { role, signal }: { readonly role: CrowdRole; readonly signal: AbortSignal },
  ): Promise<void> {
    const port = this.somePort();
    const token = await this.token(role);
    if (port === undefined || token === undefined || signal.aborted) return;
    await new Promise<void>((resolve) => {
      const asked = request(
        { host: '127.0.0.1', port, path, headers: { ...headers, authorization: `Bearer ${token}` }, agent: false, signal },
        (answer) => {
          answer.setEncoding('utf8');
          answer.on('data', (text: string) => (answer.statusCode === 200 ? onText(text) : undefined));
          answer.on('error', () => undefined).once('close', resolve);
        },
      );
      asked.setTimeout(SILENCE_MS, () => asked.destroy());
      asked.on('error', () => undefined).once('close', resolve);
      asked.end();
    });
  }

  /** Undefined: the issuer, which is in this process, was not fast enough. */
  private token(role: CrowdRole): Promise<string | undefined> {
    return this.stage.token(role, this.person).catch(() => undefined);
  }

  /** The apis in turn: who sends again goes elsewhere. */
  private somePort(): number | undefined {
    const apis = this.stage.ready('api');
    return apis[this.turn++ % Math.max(1, apis.length)]?.port;
  }

  private note(operation: Operation, { status, body }: HttpAnswer): boolean {
    if (status === 0 || status === 401 || status === 429 || status === 502 || status === 503 || status === 504) return false;
    if (status >= 500) {
      this.history.contradicts(operation, `The api answered ${status}: ${body.slice(0, 300)}`);
      return false;
    }
    const said = parsed(body);
    const id = typeof said['id'] === 'string' ? said['id'] : said['commandId'];
    if (typeof id !== 'string') {
      this.history.contradicts(operation, `The answer ${status} names no command: ${body.slice(0, 300)}`);
      return true;
    }
    operation.ids.push(id);
    operation.answeredAt ??= performance.now();
    const subject = said['subject'] as { type?: string; id?: string } | undefined;
    if (subject?.type && subject.id) {
      const stream = `${subject.type}/${subject.id}`;
      if (operation.stream && operation.stream !== stream)
        this.history.contradicts(operation, `One answer said ${operation.stream}, another ${stream}.`);
      operation.stream = stream;
    }
    if (said['code'] === 'role-not-allowed' || said['code'] === 'idempotency-key-reused') operation.refusedAtDoor = true;
    return true;
  }
}

function parsed(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
}
