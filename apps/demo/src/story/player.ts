import { City } from './city.js';
import type { Stage } from './stage.js';

/** One step of the case: who sends which command, and when what it records happened. */
export interface Step {
  readonly as: string;
  readonly command: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The wall clock of the place, `2026-03-10T09:30`, or an instant. */
  readonly at: string;
  /** What a person reads beside it. */
  readonly note: string;
}

interface Settled {
  readonly id: string;
  readonly subject: { readonly type: string; readonly id: string };
}

export interface CloudEvent {
  readonly position: number;
  readonly type: string;
  readonly subject: string;
  readonly time: string;
  readonly actor: string;
  readonly data?: Readonly<Record<string, unknown>>;
}

const SECONDS_TO_WAIT = 30;
const PAUSE_MS = 50;

/**
 * Plays steps on the public API, each with its own person's token. Every step has an idempotency key of its own, so a case that was
 * broken off is entered to its end by playing it again.
 */
export class Player {
  /** Where the case is told. */
  readonly city: City;
  private readonly tokens = new Map<string, string>();
  private played = 0;

  constructor(
    private readonly stage: Stage,
    private readonly steps: number,
  ) {
    this.city = new City(stage.profile);
  }

  /** Plays a step that has to succeed; answers with the record's id. */
  async play(step: Step): Promise<string> {
    return (await this.settle(step)).subject.id;
  }

  /** Plays a step that has to succeed; answers with the command's id, which what follows from it shares as its correlation. */
  async playForCommand(step: Step): Promise<string> {
    return (await this.settle(step)).id;
  }

  /** Plays a step that must be refused by the rule of this code, and shows the refusal. */
  async refused(step: Step, code: string): Promise<void> {
    const { status, body } = await this.send(step);
    if (status < 400 || body['code'] !== code)
      throw new Error(`${step.command} should have been refused as ${code}, and was answered ${status}: ${JSON.stringify(body)}`);
    this.show(step, `✗ refused: ${String(body['detail'])}`);
  }

  /** The first event of this type that the filter finds, as soon as it is in the log; `form` is the version of its data. */
  async await(type: string, filter: Readonly<Record<string, string>>, form = 1): Promise<CloudEvent> {
    const query = new URLSearchParams({ ...filter, type: `gov.commission.${type}.v${form}`, limit: '1' });
    for (const until = Date.now() + SECONDS_TO_WAIT * 1_000; ;) {
      const [event] = await this.get<readonly CloudEvent[]>(`/v1/events?${query.toString()}`);
      if (event) return event;
      if (Date.now() > until) throw new Error(`The log has no ${type} for ${JSON.stringify(filter)} after ${SECONDS_TO_WAIT} s.`);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  async get<Body>(path: string, as = 'oversight'): Promise<Body> {
    const response = await fetch(new URL(path, this.stage.baseUrl), {
      headers: { authorization: `Bearer ${await this.token(as)}` },
    });
    const body: unknown = await response.json();
    if (!response.ok) throw new Error(`GET ${path} was answered ${response.status}: ${JSON.stringify(body)}`);
    return body as Body;
  }

  private async settle(step: Step): Promise<Settled> {
    const { status, body } = await this.send(step);
    if (status !== 200) throw new Error(`${step.command} was answered ${status}: ${JSON.stringify(body)}`);
    this.show(step, step.note);
    return body as unknown as Settled;
  }

  private async send({ as, command, body, at }: Step): Promise<{ status: number; body: Record<string, unknown> }> {
    this.played++;
    const response = await fetch(new URL(`/v1/commands/${command}`, this.stage.baseUrl), {
      method: 'POST',
      headers: {
        authorization: `Bearer ${await this.token(as)}`,
        'content-type': 'application/json',
        prefer: `wait=${SECONDS_TO_WAIT}`,
        'idempotency-key': `ed-17/${this.played}`,
      },
      body: JSON.stringify({ ...body, occurredAt: this.city.at(at) }),
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }

  private async token(person: string): Promise<string> {
    const known = this.tokens.get(person) ?? (await this.stage.tokenFor(person));
    this.tokens.set(person, known);
    return known;
  }

  private show({ as, command, at }: Step, text: string): void {
    const place = `${String(this.played).padStart(3)}/${this.steps}`;
    this.stage.print(`  ${place}  ${at.slice(0, 10)}  ${as.padEnd(20)} ${command.padEnd(26)} ${text}`);
  }
}
