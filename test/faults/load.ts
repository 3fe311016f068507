/**
 * The load of a fault run: clients that enter authorities, directives with provisions, drafts with a period of comment, meetings with
 * board reports, as people and programs do: several commands on one record without waiting, refused ones, the same key twice, reads in
 * between. What each of them does follows from its seed; when, from the machine.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from './chance.js';
import { Client, type Sending } from './client.js';
import type { History, Operation } from './history.js';
import type { CrowdRole, Stage } from './stage.js';

export interface Pace {
  readonly clients: number;
  /** Between two steps of a client, at most. */
  readonly pauseMs: number;
  /** How often each story is told, beside the others. */
  readonly weights?: Partial<Record<keyof typeof STORIES, number>>;
}

const USUAL: Pace = { clients: 6, pauseMs: 60 };
const WEIGHTS = { authority: 5, directive: 3, racedKey: 1, doorRefusal: 1, meeting: 2, draft: 1 } as const;
const DAY_MS = 86_400_000;

/** What a client works with. */
interface Hand {
  readonly client: Client;
  readonly chance: Chance;
  readonly history: History;
  /** A text that no other command holds: it must turn up in the event. */
  readonly mark: () => string;
  readonly send: (role: CrowdRole, command: string, body: Record<string, unknown>, stream?: string) => Promise<Operation>;
  readonly rest: () => Promise<void>;
  readonly over: () => boolean;
}

const idOf = (operation: Operation): string | undefined => operation.stream?.slice(operation.stream.indexOf('/') + 1);

export class Load {
  private stopping = false;
  private givenUp = false;
  private readonly tellers: Promise<void>[] = [];
  private boardId: string | undefined;
  private marks = 0;
  private clients = 0;

  constructor(
    private readonly stage: Stage,
    private readonly history: History,
    private readonly chance: Chance,
    private readonly seed: number,
  ) {}

  /** Enters the board that all meetings are of. */
  async prepare(): Promise<void> {
    const { send } = this.hand(0);
    const board = await send('commission-staff', 'constitute-board', { name: `Board ${this.mark()}` });
    this.boardId = idOf(board);
  }

  start(pace: Partial<Pace> = {}): void {
    this.stopping = false;
    const { clients, pauseMs, weights } = { ...USUAL, ...pace };
    const told = Object.entries({ ...WEIGHTS, ...weights }).flatMap(([name, weight]) =>
      Array.from({ length: weight }, () => STORIES[name as keyof typeof STORIES]),
    );
    for (let nth = 0; nth < clients; nth++) {
      const teller = this.tell(told, pauseMs);
      // What one of them breaks at is told when the load is stopped.
      teller.catch(() => undefined);
      this.tellers.push(teller);
    }
  }

  /** Lets each client finish its story. */
  async stop(): Promise<void> {
    this.stopping = true;
    await Promise.all(this.tellers.splice(0));
  }

  /** A client of its own, for a fault that sends by itself. */
  client(): Client {
    return new Client(this.stage, this.history, `client-${this.clients}`, this.clients++, () => this.givenUp);
  }

  mark(): string {
    return `mk-${this.seed}-${this.marks++}`;
  }

  giveUp(): void {
    this.givenUp = true;
  }

  private async tell(stories: readonly ((hand: Hand, boardId: string) => Promise<void>)[], pauseMs: number): Promise<void> {
    const hand = this.hand(pauseMs);
    while (!this.stopping) {
      await hand.chance.of(stories)(hand, this.boardId ?? '');
      await hand.rest();
    }
  }

  private hand(pauseMs: number): Hand {
    const client = this.client();
    const chance = this.chance.branch();
    const send = (role: CrowdRole, command: string, body: Record<string, unknown>, stream?: string): Promise<Operation> => {
      const waitSeconds = chance.next() < 0.15 ? 3 : undefined;
      return client.send({
        role,
        command,
        body,
        key: this.mark(),
        ...(stream ? { stream } : {}),
        ...(waitSeconds ? { waitSeconds } : {}),
      });
    };
    return {
      client,
      chance,
      history: this.history,
      mark: () => this.mark(),
      send,
      rest: () => sleep(chance.whole(0, pauseMs)),
      over: () => this.stopping,
    };
  }
}

const status = (authorityId: string, mark: string, effectiveOn = '2026-02-19') => ({
  authorityId,
  scope: 'federal officers',
  status: 'ENJOINED',
  orderedOn: '2026-02-09',
  effectiveOn,
  source: `order ${mark}`,
});

/** An authority and what courts said of it: several orders sent without waiting; one that takes effect before it was given is refused. */
async function authority({ client, chance, send, mark, rest, over }: Hand): Promise<void> {
  const entered = await send('city-attorney', 'register-authority', { citation: `SB ${mark()}`, title: 'Facial coverings' });
  const id = idOf(entered);
  if (!id) return;
  for (let orders = chance.whole(1, 5); orders > 0 && !over(); orders--) {
    const wrong = chance.next() < 0.2;
    await send('city-attorney', 'record-legal-status', status(id, mark(), wrong ? '2026-02-01' : undefined), `authorities/${id}`);
    if (chance.next() < 0.3) await client.get(`/v1/authorities/${id}`);
    if (chance.next() < 0.4) await rest();
  }
  const [command] = entered.ids;
  if (command && chance.next() < 0.5) await client.get(`/v1/commands/${command}`, 'city-attorney');
}

/** A directive with provisions: two that race for one number, one that is assigned twice, a directive that is activated twice. */
async function directive({ chance, send, mark, client }: Hand): Promise<void> {
  const particulars = { number: chance.whole(1, 9_999), label: `ED ${mark()}`, issuedBy: 'Mayor', signedOn: '2026-02-10' };
  const directiveId = idOf(await send('mayor-liaison', 'register-directive', particulars));
  if (!directiveId) return;
  const add = (key: string) =>
    send('mayor-liaison', 'add-provision', {
      ...{
        directiveId,
        key,
        verb: 'DIRECT',
        addressee: 'All departments',
        text: `Provision ${mark()}`,
        dueInDays: chance.whole(1, 900),
      },
    });
  const [first] = await Promise.all([add('1'), add('1'), add('2')]);
  const provisionId = first && idOf(first);
  if (provisionId) {
    const of = `provisions/${provisionId}`;
    for (const department of [`General Services ${mark()}`, `Recreation ${mark()}`])
      await send('mayor-liaison', 'assign-provision', { provisionId, department }, of);
    await send('mayor-liaison', 'start-provision', { provisionId }, of);
  }
  await send('mayor-liaison', 'activate-directive', { directiveId }, `directives/${directiveId}`);
  if (chance.next() < 0.5) await send('mayor-liaison', 'activate-directive', { directiveId }, `directives/${directiveId}`);
  if (chance.next() < 0.3) await client.get(`/v1/coverage?directive=${directiveId}`);
}

/** One key, several senders at once. */
async function racedKey(hand: Hand): Promise<void> {
  await race(hand.client, hand.history, hand.mark(), hand.chance.whole(2, 6));
}

/** All of these send the same command under the same key; answers with what they were told. */
export async function race(client: Client, history: History, mark: string, senders: number): Promise<Operation> {
  const sending: Sending = {
    role: 'city-attorney',
    command: 'register-authority',
    body: { citation: `SB ${mark}`, title: 'Sent by several' },
    key: mark,
  };
  const operation = history.begin(client.name, sending.command, mark, undefined);
  await Promise.all(
    Array.from({ length: senders }, async () => {
      for (let tries = 0; tries < 100 && !(await client.attempt(operation, sending)); tries++) await sleep(50);
    }),
  );
  return operation;
}

/** Somebody without the role, and somebody who uses a key again for something else. */
async function doorRefusal({ client, chance, history, mark }: Hand): Promise<void> {
  const body = { citation: `SB ${mark()}`, title: 'Not mine to enter' };
  const sending = { command: 'register-authority', body };
  await client.send({ ...sending, role: 'policy-author', key: mark() });
  if (chance.next() < 0.5) return;
  const key = mark();
  const first = await client.send({ ...sending, role: 'city-attorney', key });
  const again = await client.send({ ...sending, role: 'city-attorney', key, body: { ...body, title: 'Another title' } });
  if (first.ids.length > 0 && again.ids.length > 0 && !again.refusedAtDoor)
    history.contradicts(again, 'The key was used again with other content, and the api took it.');
}

/** A meeting with board reports on its agenda: its posting makes the reaction note each of them. */
async function meeting({ chance, send, mark }: Hand, boardId: string): Promise<void> {
  const reports: string[] = [];
  for (let nth = chance.whole(1, 2); nth > 0; nth--) {
    const reportedOn = `20${String(chance.whole(10, 25))}-02-13`;
    const id = idOf(
      await send('commission-staff', 'register-board-report', { from: 'CHIEF', title: `Report ${mark()}`, reportedOn }),
    );
    if (id) reports.push(id);
  }
  const startsAt = new Date(Date.now() + 10 * DAY_MS).toISOString();
  const place = `Hall ${mark()}`;
  const meetingId = idOf(await send('commission-staff', 'schedule-meeting', { boardId, kind: 'REGULAR', startsAt, place }));
  if (!meetingId) return;
  for (const [nth, boardReportId] of reports.entries())
    await send(
      'commission-staff',
      'place-item',
      { meetingId, number: String(nth + 1), title: `Item ${mark()}`, kind: 'INFORMATION', section: 'REGULAR', boardReportId },
      `meetings/${meetingId}`,
    );
  await send('commission-staff', 'post-agenda', { meetingId, evidence: { locations: ['City Hall'] } }, `meetings/${meetingId}`);
}

/** A draft whose period of comment opens and closes by the clock, soon. */
async function draft({ send, mark }: Hand): Promise<void> {
  const named = mark();
  const protocolId = idOf(
    await send('policy-author', 'register-protocol', { kind: 'MANUAL_SECTION', identifier: named, title: `Protocol ${named}` }),
  );
  if (!protocolId) return;
  const draftId = idOf(await send('policy-author', 'open-draft', { protocolId, origin: 'DEPARTMENT', title: `Draft ${mark()}` }));
  if (!draftId) return;
  const of = `drafts/${draftId}`;
  const version = { draftId, text: `Text ${mark()}`, baseVersion: 0, changeSummary: 'All of it is new.' };
  await send('policy-author', 'save-draft-version', version, of);
  await send('policy-author', 'submit-draft', { draftId }, of);
  const soon = (ms: number) => new Date(Date.now() + ms).toISOString();
  await send('commission-staff', 'schedule-public-comment', { draftId, opensAt: soon(800), closesAt: soon(1_600) }, of);
}

const STORIES = { authority, directive, racedKey, doorRefusal, meeting, draft };
