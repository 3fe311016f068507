/** What names a record and what it names, in one call; and which drafts touch a protocol. For those inside and for the public. */
import { clientOfTheSuite, NOBODY } from './client.js';

interface Line {
  readonly type: string;
  readonly id: string;
  readonly part: string | null;
  readonly how: string;
}
interface References {
  readonly record: { readonly type: string; readonly id: string; readonly label: string; readonly status: string | null };
  readonly refersTo: readonly Line[];
  readonly referredToBy: readonly Line[];
  readonly citedIn: readonly { readonly type: string; readonly id: string; readonly version: number }[];
  readonly complete: boolean;
}

const client = clientOfTheSuite();
const ids: Record<
  'force' | 'pursuit' | 'longer' | 'directive' | 'provision' | 'report' | 'request' | 'draft' | 'meeting',
  string
> = {
  ...{ force: '', pursuit: '', longer: '', directive: '', provision: '', report: '', request: '', draft: '', meeting: '' },
};
let last = '';

async function enter(person: string, name: string, body: object): Promise<string> {
  const response = await client.send(`/v1/commands/${name}`, { as: person, body, headers: { prefer: 'wait=20' } });
  const answer = (await response.json()) as { id: string; subject: { id: string } };
  expect([name, response.status]).toEqual([name, 200]);
  last = answer.id;
  return answer.subject.id;
}

async function get<Answer>(path: string, as?: string): Promise<Answer> {
  const headers = { 'consistent-with': last };
  const response = await client.send(path, { method: 'GET', headers, ...(as === undefined ? {} : { as }) });
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Answer;
}

const referencesOf = (path: string, as?: string): Promise<References> => get<References>(`/v1/${path}/references`, as);
const touching = async (id: string, as?: string): Promise<string[]> =>
  (await get<{ items: { id: string }[] }>(`/v1/drafts?touches=${id}`, as)).items.map((draft) => draft.id);
const briefly = (lines: readonly Line[]): string[] =>
  lines.map(({ type, part, how }) => [type, ...(part === null ? [] : [part]), how].join(' ')).sort();

const section = (identifier: string, text: string): Promise<string> =>
  enter('policy-author', 'register-protocol', {
    ...{ kind: 'MANUAL_SECTION', identifier, title: `Section ${identifier} (synthetic)` },
    inForce: { text, since: '2020-07-01', source: 'synthetic' },
  });

beforeAll(async () => {
  await client.api.testbed.startWorker();
  ids.force = await section('1/556.1', 'Force is a last resort (synthetic).');
  ids.pursuit = await section('1/555.2', 'A pursuit ends by the means of 1/556.1. Nothing else is used (synthetic).');
  ids.longer = await section('1/556.10', 'See 1/556.10, and 21/556.1 (synthetic).');
  const directive = {
    number: 18,
    label: 'Executive Directive 18 (synthetic)',
    issuedBy: 'Mayor (synthetic)',
    signedOn: '2026-03-01',
  };
  ids.directive = await enter('mayor-liaison', 'register-directive', directive);
  const provision = {
    directiveId: ids.directive,
    key: '1',
    verb: 'REQUEST',
    addressee: 'Board',
    text: 'Look at pursuits (synthetic).',
  };
  ids.provision = await enter('mayor-liaison', 'add-provision', provision);
  const report = { from: 'EXECUTIVE_DIRECTOR', title: 'Pursuits (synthetic)', reportedOn: '2026-03-02' };
  ids.report = await enter('commission-staff', 'register-board-report', report);
  const asked = { title: 'Update the section on pursuits (synthetic)', asks: ['A new text'] };
  const named = { provisionId: ids.provision, boardReportId: ids.report };
  ids.request = await enter('commission-staff', 'open-request', { ...named, ...asked });
  const opened = { protocolId: ids.pursuit, origin: 'DEPARTMENT', title: 'Pursuits (synthetic)' };
  ids.draft = await enter('policy-author', 'open-draft', opened);
  const boardId = await enter('commission-staff', 'constitute-board', { name: 'Board (synthetic)' });
  const meeting = { boardId, kind: 'REGULAR', startsAt: '2027-03-02T09:30:00-08:00', place: 'City Hall (synthetic)' };
  ids.meeting = await enter('commission-staff', 'schedule-meeting', meeting);
  const item = { number: '3', title: 'Request (synthetic)', kind: 'ACTION', section: 'REGULAR' };
  await enter('commission-staff', 'place-item', { meetingId: ids.meeting, ...item, requestId: ids.request });
}, 120_000);

const saved = (text: string, more: object = {}): Promise<string> =>
  enter('policy-author', 'save-draft-version', {
    draftId: ids.draft,
    text,
    baseVersion: 1,
    changeSummary: 'Another text (synthetic)',
    ...more,
  });

describe('The references of a record', () => {
  it('are told both ways, each with how, from either end', async () => {
    const { record, refersTo, referredToBy, citedIn } = await referencesOf(`requests/${ids.request}`, 'oversight');
    expect(record).toMatchObject({ type: 'requests', id: ids.request, status: 'DRAFTED' });
    expect(briefly(refersTo)).toEqual(['board-reports REFERS_TO', 'provisions STEMS_FROM']);
    expect(briefly(referredToBy)).toEqual(['meetings 3 STEMS_FROM']);
    expect(citedIn).toEqual([]);
    expect(briefly((await referencesOf(`meetings/${ids.meeting}`, 'oversight')).refersTo)).toEqual(['requests STEMS_FROM']);
    expect(briefly((await referencesOf(`provisions/${ids.provision}`, 'oversight')).referredToBy)).toEqual([
      'requests STEMS_FROM',
    ]);
  });

  it('are told to the public as far as it may know of both', async () => {
    expect(briefly((await referencesOf(`requests/${ids.request}`)).referredToBy)).toEqual([]);
    expect((await referencesOf(`meetings/${ids.meeting}`)).refersTo).toEqual([]);
    expect((await referencesOf(`protocols/${ids.pursuit}`)).referredToBy).toEqual([]);
    expect(briefly((await referencesOf(`protocols/${ids.pursuit}`, 'oversight')).referredToBy)).toEqual(['drafts REFERS_TO']);
    await client.problemOf(await client.send(`/v1/drafts/${ids.draft}/references`, { method: 'GET' }), 404, 'not-found');
    await client.problemOf(
      await client.send(`/v1/drafts/${NOBODY}/references`, { method: 'GET', as: 'chief' }),
      404,
      'not-found',
    );
  });

  it('of a protocol name the texts that cite it as a word of its own: of others, in force or on their way', async () => {
    const cited = async (as?: string): Promise<[string, string, number][]> =>
      (await referencesOf(`protocols/${ids.force}`, as)).citedIn.map(({ type, id, version }) => [type, id, version]);
    expect(await cited('oversight')).toEqual([['protocols', ids.pursuit, 1]]);
    await saved('A pursuit ends as 1/556.1, 2 says (synthetic).');
    expect(await cited('oversight')).toEqual([
      ['drafts', ids.draft, 1],
      ['protocols', ids.pursuit, 1],
    ]);
    expect(await cited()).toEqual([['protocols', ids.pursuit, 1]]);
    expect((await referencesOf(`protocols/${ids.longer}`, 'oversight')).citedIn).toEqual([]);
  });
});

describe('What was recorded about a record, and the law that it is under', () => {
  it('are among its references, from either end, each as far as the reader may know of it', async () => {
    const law = { citation: 'Gov. Code 7289 (synthetic)', title: 'Facial coverings (synthetic)' };
    const authorityId = await enter('city-attorney', 'register-authority', law);
    const standing = { scope: 'all officers', status: 'ENJOINED', orderedOn: '2026-03-01', effectiveOn: '2026-03-01' };
    await enter('city-attorney', 'record-legal-status', { authorityId, ...standing, source: 'synthetic' });
    const hold = { scope: 'all officers', releaseCondition: 'The injunction ends (synthetic).' };
    await enter('city-attorney', 'place-legal-hold', { provisionId: ids.provision, authorityId, ...hold });
    const [entry] = await client
      .send(`/v1/events?subject=provisions/${ids.provision}&limit=1`, { method: 'GET', as: 'oversight' })
      .then((response) => response.json() as Promise<{ position: number }[]>);
    const correction = { field: '/text', was: 'Look at pursuits (synthetic).', is: 'Look at all pursuits (synthetic).' };
    await enter('mayor-liaison', 'correct-record', {
      ...{ position: entry?.position, ...correction, reason: 'A slip (synthetic).', source: 'synthetic' },
    });
    const inside = await referencesOf(`provisions/${ids.provision}`, 'oversight');
    expect(briefly(inside.refersTo)).toEqual(['authorities all officers CITES', 'directives STEMS_FROM']);
    expect(briefly(inside.referredToBy)).toEqual(['corrections IS_ABOUT', 'requests STEMS_FROM']);
    expect(inside.complete).toBe(true);
    expect(briefly((await referencesOf(`provisions/${ids.provision}`)).refersTo)).toEqual(['directives STEMS_FROM']);
    const ofTheLaw = await referencesOf(`authorities/${authorityId}`, 'oversight');
    expect(ofTheLaw.record).toMatchObject({ type: 'authorities', status: null, label: `${law.citation}, ${law.title}` });
    expect(ofTheLaw.referredToBy).toEqual([
      expect.objectContaining({ type: 'provisions', id: ids.provision, status: 'LEGAL_HOLD' }),
    ]);
    expect((await referencesOf(`authorities/${authorityId}`)).referredToBy).toEqual([]);
  });
});

describe('The drafts that touch a protocol', () => {
  it('are those that are to change it, and those whose last version cites it', async () => {
    expect(await touching(ids.pursuit, 'oversight')).toEqual([ids.draft]);
    expect(await touching(ids.force, 'oversight')).toEqual([ids.draft]);
    expect(await touching(ids.longer, 'oversight')).toEqual([]);
    await saved('A pursuit ends by itself (synthetic).');
    expect(await touching(ids.force, 'oversight')).toEqual([]);
    expect(await touching(ids.pursuit, 'oversight')).toEqual([ids.draft]);
    expect(await touching(ids.pursuit)).toEqual([]);
    await client.problemOf(await client.send('/v1/drafts?touches=one', { method: 'GET' }), 400, 'invalid-parameter');
    await client.problemOf(await client.send(`/v1/orders?touches=${ids.force}`, { method: 'GET' }), 400, 'invalid-parameter');
  });
});
