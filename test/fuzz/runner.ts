/** Sends probes, several at a time, judges each answer and keeps what was said. */
import { CATEGORIES, type Category, READS, VALID } from './categories.js';
import type { Operation } from './contract.js';
import { Findings } from './findings.js';
import { type Fault, faultsOf, recordOf, secretsOf } from './judge.js';
import type { Told } from './ledger.js';
import { isStream, type Probe, type Tools } from './probe.js';
import { shrunk } from './shrink.js';
import type { Answer, Message, Wire } from './wire.js';

/** Moderate: an overloaded service may say 503, and that is not what is looked for. */
const AT_ONCE = 12;
/** Each command is sent so often in a valid form before anything else. */
const FIRST_ROUNDS = 3;
/** Rules that hold whatever was sent, so that a smaller request may stand for a larger one. */
const HOLDS_FOR_ALL = new Set(['5xx', 'overload', 'leak', 'not problem details', 'no answer']);

export interface Tally {
  requests: number;
  readonly byClass: Record<'2xx' | '3xx' | '4xx' | '5xx' | 'none', number>;
  recorded: number;
}

export class Runner {
  readonly findings = new Findings();
  readonly tallies = new Map<string, Tally>();
  readonly statuses = new Map<number, number>();
  readonly covered = new Set<string>();
  requests = 0;
  private readonly records = new Map<string, 'taken' | 'succeeded' | 'refused'>();
  private readonly replayed = new Set<string>();
  private readonly unheard = new Set<string>();
  private readonly unanswered = new Set<string>();
  private readonly schedule: readonly Category[];
  private turn = 0;

  constructor(
    private readonly tools: Tools,
    private readonly wire: Wire,
  ) {
    this.schedule = CATEGORIES.flatMap((category) => Array.from({ length: category.weight }, () => category));
  }

  get told(): Told {
    return { records: this.records, replayed: this.replayed, unheard: this.unheard, unanswered: this.unanswered };
  }

  /** Every operation in a valid form, before anything else. */
  async begin(): Promise<void> {
    const { commands, queries } = this.tools.contract;
    const rounds = Array.from({ length: FIRST_ROUNDS }, () => [
      ...commands.map(turnOf(VALID)),
      ...queries.map(turnOf(READS)),
    ]).flat();
    await this.together(rounds);
  }

  /** About so many requests, of all categories. */
  async some(requests: number): Promise<void> {
    const turns = Array.from({ length: requests }, () => {
      const category = this.tools.chance.pick(this.schedule);
      const operations = this.tools.contract[category.of];
      const operation = operations[this.turn++ % operations.length];
      if (!operation) throw new Error('The description lists no operations.');
      return { category, operation };
    });
    await this.together(turns);
  }

  private async together(turns: readonly Turn[]): Promise<void> {
    let next = 0;
    const lane = async () => {
      for (let turn = turns[next++]; turn; turn = turns[next++]) await this.take(turn);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }

  private async take({ category, operation }: Turn): Promise<void> {
    for (const made of category.make(this.tools, operation))
      await this.judge({ ...made, category: category.name, operation: operation.id });
  }

  private async judge(probe: Probe): Promise<void> {
    this.covered.add(probe.operation);
    const { answers, faults } = await this.send(probe);
    const tally = this.tallyOf(probe.category);
    tally.requests++;
    for (const { status } of answers) this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    tally.byClass[classOf(answers[0])]++;
    tally.recorded += answers.filter((answer, at) => recordOf(answer, methodOf(probe, at))).length;
    for (const fault of faults) this.findings.add(probe.category, fault, probe);
  }

  /** Sends a probe and notes what its answers say of the ledger. */
  private async send(probe: Probe): Promise<{ answers: readonly Answer[]; faults: readonly Fault[] }> {
    this.requests++;
    const { sent, expect } = probe;
    if (probe.unheard) this.unheard.add(probe.unheard);
    const answers = isStream(sent)
      ? await this.wire.stream(sent)
      : [await this.wire.send(sent)].filter((answer) => answer !== undefined);
    for (const [at, answer] of answers.entries()) this.note(answer, methodOf(probe, at));
    const wanted = isStream(sent) ? sent.answers : 1;
    if (answers.length < Math.max(wanted, 1)) this.unanswered.add(probe.operation);
    const secrets = isStream(sent) ? [] : secretsOf(sent.headers.find(([name]) => name === 'Authorization')?.[1]);
    const faults = answers.flatMap((answer, at) =>
      faultsOf(answer, methodOf(probe, at), at < wanted ? expect : 'maybe', secrets),
    );

    if (expect !== 'maybe' && answers.length < wanted)
      faults.push({ rule: 'no answer', seen: `${answers.length} of ${wanted} answers` });
    return { answers, faults };
  }

  private note(answer: Answer, method: string): void {
    const record = recordOf(answer, method);
    if (!record) return;
    // Of a key that is sent again the first answer may still be on its way.
    if (record.is === 'replayed') this.replayed.add(record.id);
    else this.records.set(record.id, record.is);
  }

  private tallyOf(category: string): Tally {
    const known = this.tallies.get(category);
    if (known) return known;
    const tally = { requests: 0, byClass: { '2xx': 0, '3xx': 0, '4xx': 0, '5xx': 0, none: 0 }, recorded: 0 };
    this.tallies.set(category, tally);
    return tally;
  }

  /** Looks for a smaller request for each finding that may have one. */
  async shrink(): Promise<void> {
    for (const finding of this.findings.all.slice(0, 20)) {
      const { probe, fault } = finding;
      if (!probe || isStream(probe.sent) || !HOLDS_FOR_ALL.has(fault.rule)) continue;
      const breaks = async (sent: Message) =>
        (await this.send({ ...probe, sent, expect: 'answered' })).faults.some(({ rule }) => rule === fault.rule);
      finding.probe = { ...probe, sent: await shrunk(probe.sent, breaks) };
    }
  }
}

interface Turn {
  readonly category: Category;
  readonly operation: Operation;
}

const turnOf =
  (category: Category) =>
  (operation: Operation): Turn => ({ category, operation });

/** Of the request that this answer is for. */
function methodOf({ sent }: Probe, at: number): string {
  return isStream(sent) ? (sent.methods[at] ?? 'POST') : sent.method;
}

function classOf(answer: Answer | undefined): '2xx' | '3xx' | '4xx' | '5xx' | 'none' {
  if (!answer) return 'none';
  return (['2xx', '3xx', '4xx', '5xx'] as const)[Math.floor(answer.status / 100) - 2] ?? 'none';
}
