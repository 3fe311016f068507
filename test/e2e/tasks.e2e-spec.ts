/** What waits for whom: on the case of Executive Directive 17 every step is asked of the one who takes it, and asked no more once it is taken. */
import { PERSONS } from '#testing';
import { Player, type Step, tell } from '../../apps/demo/src/story/index.js';
import { clientOfTheSuite, NOBODY } from './client.js';

interface Task {
  readonly command: string;
  readonly or: readonly string[];
  readonly record: {
    readonly type: string;
    readonly id: string;
    readonly part?: string;
    readonly number?: string;
    readonly state: string;
  };
  readonly why: Readonly<Record<string, unknown>>;
  readonly due: { readonly at: string; readonly rule: string } | null;
  readonly next: readonly {
    readonly state: string;
    readonly waitsFor: readonly { command: string; roles: readonly string[] }[];
  }[];
  readonly rules: readonly { readonly code: string; readonly sentence: string }[];
}
type Page = { readonly items: readonly Task[] };
type Settled = { readonly id: string; readonly subject: { readonly id: string } };

const client = clientOfTheSuite();
let last = NOBODY;

async function ask(person: string, query = ''): Promise<{ response: Response; items: readonly Task[] }> {
  const headers: Record<string, string> = last === NOBODY ? {} : { 'consistent-with': last };
  const response = await client.send(`/v1/tasks${query}`, { method: 'GET', as: person, headers });
  const { items } = (await response.json()) as Page;
  expect([person, response.status]).toEqual([person, 200]);
  return { response, items };
}

async function tasksOf(person: string): Promise<readonly Task[]> {
  return (await ask(person, '?limit=200')).items;
}

async function enter(person: string, command: string, body: object): Promise<string> {
  const response = await client.send(`/v1/commands/${command}`, { as: person, body, headers: { prefer: 'wait=20' } });
  const settled = (await response.json()) as Settled;
  expect([command, response.status]).toEqual([command, 200]);
  last = settled.id;
  return settled.subject.id;
}

/** What a step of the case is about, as a task names it: an item, a record that is to be placed or answered; else the record of the command. */
function aboutOf({ command, body }: Step): { readonly id?: unknown; readonly number?: unknown } {
  if (command === 'place-item')
    return { id: body['draftId'] ?? body['reportBackId'] ?? body['requestId'] ?? body['boardReportId'] ?? body['meetingId'] };
  if (command === 'open-draft') return { id: body['requestId'] };
  if (command === 'reserve-order-number') return {};
  const number = Array.isArray(body['items']) ? { number: (body['items'] as unknown[])[0] } : {};
  const [field] = Object.keys(body).filter((name) =>
    /^(directive|provision|request|draft|meeting|boardAction|order|reportBack)Id$/.test(name),
  );
  return { id: field && body[field], ...number };
}

function isAsked(tasks: readonly Task[], step: Step): boolean {
  const { id, number } = aboutOf(step);
  return tasks.some(
    ({ command, or, record }) =>
      (command === step.command || or.includes(step.command)) &&
      (id === undefined || record.id === id) &&
      (number === undefined || record.number === number),
  );
}

/** The steps that the case never takes unasked. */
const ASKED_FOR = [
  'activate-directive',
  'post-agenda',
  'convene-meeting',
  'record-motion',
  'record-roll-call',
  'adjourn-meeting',
  'acknowledge-request',
  'open-draft',
  'save-draft-version',
  'submit-draft',
  'record-oig-review',
  'record-legal-review',
  'summarise-public-comment',
  'approve-draft',
  'transmit-draft',
  'attest-action',
  'reserve-order-number',
  'sign-order',
  'submit-report-back',
  'accept-report-back',
];
const ROLES_ASKED = [
  'mayor-liaison',
  'commission-staff',
  'board-secretary',
  'policy-author',
  'chief',
  'city-attorney',
  'inspector-general',
];

/** Plays the case and looks, before and after each step that somebody is asked for, at what waits for the one who takes it. */
class Watched extends Player {
  readonly asked = new Set<string>();
  readonly notes: string[] = [];

  override async play(step: Step): Promise<string> {
    const id = await this.playForCommand(step);
    const { subject } = await this.get<Settled>(`/v1/commands/${id}`);
    return subject.id;
  }

  override async playForCommand(step: Step): Promise<string> {
    const wanted = ASKED_FOR.includes(step.command);
    // Reactions follow by themselves, and the views follow them.
    const before = wanted && (await this.until(step, true));
    const others = step.command === 'record-legal-review' ? await tasksOf('city-attorney-2') : [];
    if (isAsked(others, step)) this.notes.push('an author of the text is asked for its legal review');
    last = await super.playForCommand(step);
    if (!wanted) return last;
    this.asked.add(step.command).add(step.as);
    if (!before) this.notes.push(`${step.command} was not asked of ${step.as} before`);
    // An order is bound to its text by the signature only: until then the text waits for one.
    const done = step.command === 'reserve-order-number' ? undefined : step;
    const ordered = step.command === 'sign-order' ? { ...step, as: 'policy-author', command: 'reserve-order-number' } : undefined;
    for (const each of [done, ordered])
      if (each && !(await this.until(each, false))) this.notes.push(`${each.command} is asked of ${each.as} still`);
    return last;
  }

  private async until(step: Step, asked: boolean): Promise<boolean> {
    for (const end = Date.now() + 5_000; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50)))
      if (isAsked(await tasksOf(step.as), step) === asked) return true;
    return false;
  }
}

describe('What waits for somebody', () => {
  const tokenFor = (person: string): Promise<string> => client.api.issuer.tokenFor(person);

  it('is each step of the case before it is taken, and not after', async () => {
    await client.api.testbed.startWorker();
    const player = new Watched({ baseUrl: client.api.url, tokenFor, print: () => undefined }, 117);
    await tell(player);
    expect(player.notes).toEqual([]);
    expect([...player.asked].sort()).toEqual([...ASKED_FOR, ...ROLES_ASKED, 'commissioner-1'].sort());
  }, 400_000);

  it('says why, by when, by which rule, and what comes next', async () => {
    const [task] = (await ask('chief', '?type=report-backs')).items;
    expect(task).toMatchObject({
      command: 'submit-report-back',
      record: { type: 'report-backs', state: 'SCHEDULED' },
      why: { as: 'ROLE', role: 'chief' },
      due: { at: '2026-06-18T06:59:59.999Z', rule: expect.stringMatching(/due/) as string },
      next: [{ state: 'SUBMITTED', waitsFor: [{ command: 'place-item', roles: ['commission-staff'] }] }],
    });
    expect(task?.rules.map(({ code }) => code)).toContain('nothing-means-no-figures');
  });

  it('comes the first due first, a page at a time, each once', async () => {
    const all = await tasksOf('commission-staff');
    expect(all.length).toBeGreaterThan(3);
    const dues = all.map(({ due }) => due?.at ?? 'none');
    expect(dues).toEqual([...dues].sort());
    const seen: Task[] = [];
    for (let query: string | undefined = '?limit=2'; query !== undefined;) {
      const { response, items } = await ask('commission-staff', query);
      seen.push(...items);
      query = /^<[^?]+(\?.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual(all);
  });

  it('is nothing for those who only read, and for nobody without a token', async () => {
    for (const person of ['oversight', 'public']) expect(await tasksOf(person)).toEqual([]);
    await client.problemOf(await client.send('/v1/tasks', { method: 'GET' }), 401, 'not-authenticated');
    for (const query of ['type=colours', 'after=WyJhIiwiYiJd', 'sort=due'])
      await client.problemOf(await client.send(`/v1/tasks?${query}`, { method: 'GET', as: 'chief' }), 400, 'invalid-parameter');
  });

  it('is the release of a hold once the law lets go of it, also for whom the role was lent to, as long as it is', async () => {
    const released = async (person: string): Promise<Task | undefined> =>
      (await tasksOf(person)).find(({ command }) => command === 'release-legal-hold');
    const { items } = (await (
      await client.send('/v1/provisions?disposition=LEGAL_HOLD', { method: 'GET', as: 'oversight' })
    ).json()) as {
      items: { id: string; hold: { authorityId: string; scope: string } }[];
    };
    const [held] = items;
    const law = { authorityId: held?.hold.authorityId, scope: held?.hold.scope, source: 'synthetic' };
    const from = new Date().toISOString();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    const lent = { to: 'labor-relations', role: 'city-attorney', from, until, reason: 'Leave.' };
    const delegationId = await enter('city-attorney', 'delegate-role', lent);
    expect(await released('city-attorney')).toBeUndefined();
    await enter('city-attorney', 'record-legal-status', {
      ...law,
      status: 'IN_FORCE',
      orderedOn: '2026-06-01',
      effectiveOn: '2026-06-01',
    });
    expect(await released('city-attorney')).toMatchObject({ record: { id: held?.id }, why: { role: 'city-attorney' } });
    expect(await released('labor-relations')).toMatchObject({
      why: { as: 'ROLE', role: 'city-attorney', actingUnder: delegationId, onBehalfOf: ['city-attorney'] },
    });
    await enter('city-attorney', 'revoke-delegation', { delegationId, reason: 'Back.' });
    expect(await released('labor-relations')).toBeUndefined();
  });

  it('is the work of a department for its own liaison, and the judgement of it not for who submitted it', async () => {
    const directiveId = await enter('mayor-liaison', 'register-directive', {
      number: 18,
      label: 'Executive Directive 18 (synthetic)',
      issuedBy: 'Mayor (synthetic)',
      signedOn: '2026-03-01',
      synthetic: true,
    });
    const provision = { directiveId, addressee: 'Departments', text: 'Report on lanterns (synthetic).' };
    const provisionId = await enter('mayor-liaison', 'add-provision', {
      ...provision,
      key: '1',
      verb: 'GUIDANCE',
      dueInDays: 30,
    });
    await enter('mayor-liaison', 'assign-provision', { provisionId, department: 'General Services' });
    const askedOf = async (person: string): Promise<Task | undefined> =>
      (await tasksOf(person)).find(({ record }) => record.id === provisionId);
    const started = {
      command: 'start-provision',
      why: { as: 'PERSON', role: 'department-liaison', department: 'General Services' },
    };
    expect(await askedOf('department-liaison')).toMatchObject({
      ...started,
      due: { rule: expect.stringMatching(/Calendar days/) as string },
    });
    expect(await askedOf('department-liaison-2')).toBeUndefined();
    await enter('department-liaison', 'start-provision', { provisionId });
    const links = [{ title: 'Report (synthetic)', uri: 'https://example.org/report' }];
    await enter('commission-staff', 'submit-evidence', { provisionId, links });
    expect(await askedOf('commission-staff')).toBeUndefined();
    expect(await askedOf('commission-staff-2')).toMatchObject({ command: 'verify-provision', or: ['return-evidence'] });
    expect(await askedOf('department-liaison')).toBeUndefined();
  });

  it('is a correction for another person in the role of its entry', async () => {
    const reports = await client.send('/v1/events?type=gov.commission.board-report.received.v1&limit=1', {
      method: 'GET',
      as: 'oversight',
    });
    const [entry] = (await reports.json()) as { position: number; data: { title: string } }[];
    const correctionId = await enter('commission-staff', 'correct-record', {
      ...{ position: entry?.position, field: '/title', was: entry?.data.title, is: 'Another title (synthetic)' },
      ...{ reason: 'A slip (synthetic).', source: 'synthetic' },
    });
    const askedOf = async (person: string): Promise<string | undefined> =>
      (await tasksOf(person)).find(({ record }) => record.id === correctionId)?.command;
    expect(await askedOf('commission-staff-2')).toBe('confirm-correction');
    expect([await askedOf('commission-staff'), await askedOf('chief')]).toEqual([undefined, undefined]);
  });

  it('is an incident for the administrator', async () => {
    await client.api.query(
      `insert into incidents (kind, consumer, position, event_type, fault, tries, began_at, last_tried_at)
       values ('VIEW', 'view:planted', 1, 'order.signed', 'Error: planted', 1, now(), now())`,
    );
    expect(await tasksOf('administrator')).toMatchObject([
      { command: 'replay-incident', record: { type: 'incidents', state: 'OPEN' } },
    ]);
  });

  it('is told to everybody in their own roles', async () => {
    for (const { id, roles } of PERSONS) for (const { why } of await tasksOf(id)) expect(roles).toContain(why['role']);
  });
});
