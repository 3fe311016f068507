/** Texts in sections, over HTTP: their ids from version to version, what comments point to, and how two texts are told apart. */
import { eventually } from '../support/workshop.js';
import { clientOfTheSuite } from './client.js';

type Json = Readonly<Record<string, unknown>>;

const NOTICE = { id: 'notice', text: 'Synthetic.' };
const EVIDENCE = { id: 'evidence', number: '1', heading: 'Evidence', text: 'Officers preserve video.' };
const AID = { id: 'aid', number: '2', heading: 'Aid', text: 'Officers ask for aid.' };
const TRAINING = { id: 'training', number: '3', heading: 'Training', text: 'Officers are trained every year.' };
const FIRST = [NOTICE, EVIDENCE, AID, TRAINING];
/** Aid comes first and is renumbered, evidence is amended, training is gone, and reports are new. */
const SECOND = [
  NOTICE,
  { ...AID, number: '1' },
  { ...EVIDENCE, number: '2', text: 'Officers preserve video and other evidence.' },
  { id: 'reports', number: '3', heading: 'Reports', text: 'The Department reports monthly.' },
];

const client = clientOfTheSuite();
let protocolId: string;
let draftId: string;

async function done(name: string, body: Json, as?: string): Promise<string> {
  const headers = { prefer: 'wait=20' };
  const response = await client.send(`/v1/commands/${name}`, { headers, body, ...(as === undefined ? {} : { as }) });
  const answer = (await response.json()) as { subject?: { id: string }; detail?: string };
  expect([name, response.status, answer.detail]).toEqual([name, 200, undefined]);
  return String(answer.subject?.id);
}

async function refused(name: string, body: Json, as: string): Promise<unknown> {
  const response = await client.send(`/v1/commands/${name}`, { as, headers: { prefer: 'wait=20' }, body });
  return ((await response.json()) as Json)['code'];
}

/** Once the views have come so far that it is there. */
function read(path: string, as?: string): Promise<Json> {
  return eventually(async () => {
    const response = await client.send(path, { method: 'GET', ...(as === undefined ? {} : { as }) });
    return response.status === 200 ? ((await response.json()) as Json) : undefined;
  });
}

const saving = (sections: readonly object[], rationale?: string): Json => ({
  ...{ draftId, sections, baseVersion: 1, changeSummary: 'synthetic', ...(rationale ? { rationale } : {}) },
});

const anotherDraft = (): Promise<string> =>
  done('open-draft', { protocolId, origin: 'DEPARTMENT', title: 'Synthetic' }, 'policy-author');

beforeAll(async () => {
  await client.api.testbed.startWorker();
  const inForce = {
    text: '# Evidence\nOfficers keep video.\n# Aid\nOfficers ask for aid.\n',
    since: '2026-01-05',
    source: 'synthetic',
  };
  protocolId = await done(
    'register-protocol',
    { kind: 'FORM', identifier: '99.8 synthetic', title: 'Synthetic', inForce },
    'policy-author',
  );
  draftId = await anotherDraft();
  await done('save-draft-version', saving(FIRST), 'policy-author');
}, 120_000);

describe('A version in sections', () => {
  it('is read as it was sent, and as the one text that they make', async () => {
    const version = await read(`/v1/drafts/${draftId}/versions/1`, 'oversight');
    expect(version['text']).toBe(
      'Synthetic.\n\n# 1 Evidence\nOfficers preserve video.\n\n# 2 Aid\nOfficers ask for aid.\n\n' +
        '# 3 Training\nOfficers are trained every year.\n',
    );
    expect(version['sections']).toMatchObject(FIRST);
    // What was read can be sent again, and is the same text.
    const { sections } = version as { sections: object[] };
    const another = await anotherDraft();
    await done('save-draft-version', { ...saving(sections), draftId: another }, 'policy-author');
    const copy = await read(`/v1/drafts/${another}/versions/1`, 'oversight');
    expect([copy['text'], copy['textHash']]).toEqual([version['text'], version['textHash']]);
  });

  it('is refused with one id twice, and with a text beside the sections', async () => {
    expect(await refused('save-draft-version', saving([AID, AID]), 'policy-author')).toBe('text-or-sections');
    expect(await refused('save-draft-version', { ...saving(FIRST), text: 'Words' }, 'policy-author')).toBe('text-or-sections');
    expect(await refused('save-draft-version', saving([{ ...AID, id: 'a b' }]), 'policy-author')).toBe('invalid-body');
  });
});

describe('A comment on a section', () => {
  it('stays with it when it is moved and renumbered, and is detached when it is gone', async () => {
    const say = (anchor: Json): Json => ({ draftId, version: 1, comment: 'Say when.', anchor });
    expect(await refused('comment-on-draft', say({ sectionId: '2' }), 'city-attorney')).toBe('no-such-section');
    const amiss = say({ sectionId: 'aid', exact: 'preserve video' });
    expect(await refused('comment-on-draft', amiss, 'city-attorney')).toBe('not-quoted-from-the-version');
    for (const anchor of [{ sectionId: 'aid' }, { sectionId: 'evidence', exact: 'preserve video' }, { sectionId: 'training' }])
      await done('comment-on-draft', say(anchor), 'city-attorney');
    await done('save-draft-version', saving(SECOND, 'The request of the Board (synthetic)'), 'policy-author');
    const places = await eventually(async () => {
      const { shownIn, items } = await read(`/v1/drafts/${draftId}/comments`, 'oversight');
      return shownIn === 2 && (items as Json[]).length === 3 ? (items as Json[]).map(({ place }) => place) : undefined;
    });
    expect(places).toMatchObject([
      { status: 'ATTACHED', sectionId: 'aid' },
      { status: 'ATTACHED', sectionId: 'evidence' },
      { status: 'DETACHED', reason: 'GONE' },
    ]);
  });

  it('is found by its section, also where that is gone, and is told with the section as it is called now', async () => {
    const grid = (query: string) =>
      read(`/v1/drafts/${draftId}/comments?${query}`, 'oversight') as Promise<unknown> as Promise<{
        counts: Json;
        items: Json[];
      }>;
    const aid = await grid('section=aid');
    expect([aid.counts['received'], aid.items.map(({ section }) => section)]).toEqual([
      1,
      [{ id: 'aid', number: '1', heading: 'Aid' }],
    ]);
    const evidence = await grid('section=evidence&shownIn=1');
    expect(evidence.items.map(({ section }) => section)).toEqual([{ id: 'evidence', number: '1', heading: 'Evidence' }]);
    const gone = await grid('section=training');
    expect(gone.items).toMatchObject([{ place: { status: 'DETACHED', reason: 'GONE' }, section: null }]);
    expect((await grid('section=reports')).counts).toMatchObject({ received: 0, unanswered: 0 });
  });
});

describe('A redline', () => {
  type Redline = Readonly<Record<'from' | 'to', Json | null>> & {
    readonly sections: readonly Json[];
    readonly parts: readonly Json[];
  };
  const diff = (query: string) =>
    read(`/v1/drafts/${draftId}/diff?${query}`, 'oversight') as Promise<unknown> as Promise<Redline>;
  const told = ({ sections }: Redline) =>
    sections.map(({ id, change, renumbered, moved }) => [
      id,
      change,
      ...(renumbered ? ['renumbered'] : []),
      ...(moved ? ['moved'] : []),
    ]);

  it('of two versions tells, section by section, what was changed, moved, renumbered, added and removed', async () => {
    const between = await diff('from=1&to=2');
    expect([between.from, between.to]).toMatchObject([
      { of: 'DRAFT', number: 1 },
      { of: 'DRAFT', number: 2 },
    ]);
    expect(told(between)).toEqual([
      ['notice', 'SAME'],
      ['aid', 'SAME', 'renumbered', 'moved'],
      ['training', 'REMOVED'],
      ['evidence', 'CHANGED', 'renumbered'],
      ['reports', 'ADDED'],
    ]);
    expect(between.sections[3]).toMatchObject({ before: { number: '1' }, after: { number: '2', heading: 'Evidence' } });
    expect(between.sections[3]?.['parts']).toContainEqual({ op: 'added', text: ' and other evidence' });
    const lines = await client.send(`/v1/drafts/${draftId}/diff?from=1&to=2`, {
      ...{ method: 'GET', as: 'oversight', headers: { accept: 'text/plain' } },
    });
    expect(await lines.text()).toContain('> Moved.\n> Renumbered; it was 2.\n- # 2 Aid\n');
  });

  it('of a version and the text that it changes, or that is in force, compares what was sent whole by the same sections', async () => {
    for (const from of ['base', 'in-force']) {
      const against = await diff(`from=${from}&to=1`);
      expect(against.from).toMatchObject({ of: 'PROTOCOL', number: 1 });
      expect(told(against)).toEqual([
        ['notice', 'ADDED'],
        ['evidence', 'CHANGED', 'renumbered'],
        ['aid', 'SAME', 'renumbered'],
        ['training', 'ADDED'],
      ]);
    }
  });

  it('of a version that changes nothing is all new', async () => {
    const other = await done(
      'register-protocol',
      { kind: 'FORM', identifier: '99.7 synthetic', title: 'Synthetic' },
      'policy-author',
    );
    const first = await done('open-draft', { protocolId: other, origin: 'DEPARTMENT', title: 'Synthetic' }, 'policy-author');
    await done('save-draft-version', { ...saving([AID]), draftId: first, baseVersion: 0 }, 'policy-author');
    for (const from of ['base', 'in-force'])
      expect(await read(`/v1/drafts/${first}/diff?from=${from}&to=1`, 'oversight')).toMatchObject({
        ...{ from: null, to: { number: 1 }, sections: [{ id: 'aid', change: 'ADDED' }] },
      });
  });
});

describe('Two authors who save at once', () => {
  it('do not overwrite each other: the second is told which sections changed, brings both together, and nothing is lost', async () => {
    const shared = await anotherDraft();
    await done('save-draft-version', { ...saving(FIRST), draftId: shared }, 'policy-author');
    const save = (sections: readonly object[], version: number, as: string) =>
      client.send('/v1/commands/save-draft-version', {
        ...{ as, headers: { prefer: 'wait=20', 'if-match': `"${version}"` } },
        body: { ...saving(sections), draftId: shared },
      });
    const wanted = {
      'policy-author': { ...EVIDENCE, text: 'Officers preserve all video.' },
      'policy-author-2': { ...AID, text: 'Officers ask for aid at once.' },
    };
    const withOwn = (sections: readonly { id: string }[], own: { id: string }) =>
      sections.map((section) => (section.id === own.id ? own : section));
    const authors = Object.keys(wanted) as (keyof typeof wanted)[];
    const answers = await Promise.all(authors.map((as) => save(withOwn(FIRST, wanted[as]), 2, as)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412]);
    const late = answers.findIndex(({ status }) => status === 412);
    const [second = 'policy-author', first = 'policy-author'] = late === 0 ? authors : [...authors].reverse();
    const told = (await answers[late]?.json()) as Json;
    expect([told['code'], told['detail']]).toEqual([
      'stale-version',
      `drafts/${shared} is at version 3, not at 2; since then: draft.version-saved; ` +
        `text 2 against text 1: ${wanted[first].id} changed (/v1/drafts/${shared}/diff?from=1&to=2).`,
    ]);

    const { sections } = (await read(`/v1/drafts/${shared}/versions/2`, second)) as unknown as { sections: { id: string }[] };
    expect((await save(withOwn(sections, wanted[second]), 3, second)).status).toBe(200);
    const both = await read(`/v1/drafts/${shared}/versions/3`, 'oversight');
    expect(both['sections']).toMatchObject([NOTICE, wanted['policy-author'], wanted['policy-author-2'], TRAINING]);
    // What was refused stands in the ledger, what was saved among the versions.
    const [refused] = await client.api.query('select body from commands where id = $1', [told['commandId']]);
    expect(refused?.['body']).toMatchObject({ sections: withOwn(FIRST, wanted[second]) });
    expect((await read(`/v1/drafts/${shared}/versions/2`, 'oversight'))['sections']).toMatchObject(withOwn(FIRST, wanted[first]));
  });
});
