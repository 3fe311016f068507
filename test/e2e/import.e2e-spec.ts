/** Records of the past from a file: checked as a whole, entered step by step, resumed, and asked for again. */
import { losAngeles } from '#jurisdiction';
import { inProject } from '#testing';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importFile } from '../../apps/cli/src/import/index.js';
import { check } from '../../apps/cli/src/import/check.js';
import { City } from '../../apps/cli/src/import/city.js';
import { readLines } from '../../apps/cli/src/import/file.js';
import { eventually } from '../support/workshop.js';
import { clientOfTheSuite } from './client.js';

type Json = Readonly<Record<string, unknown>>;

const FILE = inProject('docs/examples/board-records.jsonl');
const RECORDS = ['board', 'so-40-1979', 'bwv-2015', 'bwv-inspection-2015', 'use-of-force-2020', 'so-4-2021'];
const ALL = [...RECORDS, 'photo-comparison-2021', 'pretext-stops-2022'];

const client = clientOfTheSuite();
const folder = mkdtempSync(join(tmpdir(), 'promulgate-import-'));

beforeAll(async () => {
  await client.api.testbed.startWorker();
  process.env['PROMULGATE_TOKEN'] = await client.api.issuer.tokenFor('commission-staff');
}, 60_000);

afterAll(() => {
  delete process.env['PROMULGATE_TOKEN'];
  rmSync(folder, { recursive: true });
});

interface Ran {
  readonly code: number;
  readonly notes: readonly string[];
  readonly said: string;
}

async function importing(file: string, more: { readonly check?: boolean; readonly json?: boolean } = {}): Promise<Ran> {
  const said: string[] = [];
  const notes: string[] = [];
  const { check = false, json = true } = more;
  const told = { print: (line: string) => void said.push(line), note: (line: string) => void notes.push(line) };
  const code = await importFile([file], { ...told, check, json, all: false, url: client.api.url });
  return { code, notes, said: said.join('\n') };
}

function fileOf(...lines: readonly (Json | string)[]): string {
  const file = join(folder, 'records.jsonl');
  writeFileSync(file, lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'));
  return file;
}

const ask = async (path: string): Promise<Json> =>
  (await (await client.send(path, { method: 'GET', as: 'oversight' })).json()) as Json;
const itemsOf = async (path: string): Promise<readonly Json[]> => (await ask(path))['items'] as Json[];

/** Those of clients; what follows from them comes when it comes. */
const commandsAccepted = async () =>
  (await client.api.query(`select count(*)::int as n from commands where role <> 'system'`))[0]?.['n'];

describe('Published records of the Board', () => {
  it('are looked at as a whole, without a trace', async () => {
    const before = await commandsAccepted();
    const { code, said } = await importing(FILE, { check: true });
    expect([code, JSON.parse(said)]).toEqual([0, { checked: expect.any(Number), faults: [] }]);
    expect(await commandsAccepted()).toBe(before);
  }, 60_000);

  it('are entered as they happened, and once', async () => {
    const first = await importing(FILE);
    const { records } = JSON.parse(first.said) as { records: { record: string; commands: number; entered: number }[] };
    expect(records.map(({ record }) => record)).toEqual(ALL);
    for (const { commands, ...report } of records) expect(report).toMatchObject({ entered: commands, before: 0, notSent: 0 });
    expect(first.code).toBe(0);
    const accepted = await commandsAccepted();

    const again = await importing(FILE);
    const second = JSON.parse(again.said) as { records: { commands: number }[] };
    for (const { commands, ...report } of second.records) expect(report).toMatchObject({ entered: 0, before: commands });
    expect(await commandsAccepted()).toBe(accepted);
  }, 180_000);

  it('tell which version of 1/556.10 was in force on two days, and that its text is not on record', async () => {
    const [section] = (await itemsOf('/v1/protocols?limit=200')).filter(({ identifier }) => identifier === '1/556.10');
    const textAsOf = (day: string) => ask(`/v1/protocols/${String(section?.['id'])}/text?asOf=${day}T20:00:00Z`);
    const after = await eventually(async () => {
      const text = await textAsOf('2020-03-01');
      return text['number'] === 2 ? text : undefined;
    });
    const before = await textAsOf('2020-01-15');
    expect([before['number'], after['number']]).toEqual([1, 2]);
    for (const version of [before, after]) expect(version['text'] ?? null).toBeNull();
  });

  it('tell that an order was signed while the Council could still undo the vote, and what nobody could judge', async () => {
    const orders = await eventually(async () => {
      const signed = await itemsOf('/v1/orders?limit=200');
      return signed.length === 5 ? signed : undefined;
    });
    const of = (designation: string) => orders.find((order) => order['designation'] === designation);
    const order = await ask(`/v1/orders/${String(of('Special Order No. 4 of 2020')?.['id'])}`);
    expect(order).toMatchObject({ finalityWarning: true, boardApproval: 'REQUIRED', signer: 'UNKNOWN' });
    expect(of('Special Order No. 4 of 2021')).toMatchObject({ boardApproval: 'NOT_SHOWN' });
    const asserted = await itemsOf(`/v1/assertions?subject=orders/${String(order['id'])}&limit=200`);
    const codes = asserted.flatMap((each) => (each['notEvaluated'] as { code: string }[]).map(({ code }) => code));
    expect(codes).toEqual(expect.arrayContaining(['own-work', 'file-code-missing']));
    const older = await ask(`/v1/orders/${String(of('Special Order No. 40 of 1979')?.['id'])}`);
    const without = await itemsOf(`/v1/assertions?subject=orders/${String(older['id'])}&limit=200`);
    const ofTheText = without.flatMap((each) => (each['notEvaluated'] as { code: string }[]).map(({ code }) => code));
    expect(ofTheText).toEqual(expect.arrayContaining(['other-text-than-adopted', 'labor-open']));
  });

  it('tell of the comment on the draft of 2019, whose text is not on record, and that nobody knows of its summary', async () => {
    const [drafted] = await itemsOf('/v1/drafts?limit=200');
    const draft = await ask(`/v1/drafts/${String(drafted?.['id'])}`);
    expect(draft).toMatchObject({ status: 'ADOPTED', tracks: { comment: { status: 'CLOSED' } } });
    const version = await ask(`/v1/drafts/${String(drafted?.['id'])}/versions/1`);
    expect(version).toMatchObject({ unavailable: true, text: expect.stringContaining('not on record here') });
    expect(await ask(`/v1/drafts/${String(drafted?.['id'])}/diff?from=1&to=1`)).toMatchObject({ status: 404 });
    const assertions = await itemsOf('/v1/assertions?limit=200');
    const unknown = assertions.filter((each) =>
      (each['notEvaluated'] as { code: string }[]).some(({ code }) => code === 'comment-not-summarised'),
    );
    expect(unknown).toHaveLength(1);
  });

  it('tell of the item that was continued in February 2022 to the first of March', async () => {
    const meetings = await itemsOf('/v1/meetings?limit=200');
    const found: Json[] = [];
    for (const { id } of meetings) found.push(await ask(`/v1/meetings/${String(id)}`));
    const items = found.flatMap((meeting) => (meeting['items'] as Json[]).map((item): Json => ({ ...item, of: meeting['id'] })));
    const march = found.find(({ startsAt }) => startsAt === '2022-03-01T08:00:00.000Z');
    expect(items.find(({ continuedTo }) => continuedTo === march?.['id'])).toMatchObject({ status: 'CONTINUED' });
    expect(items.find(({ of }) => of === march?.['id'])).toMatchObject({ status: 'APPROVED' });
  });

  it.each([
    ['off', undefined],
    ['warn', undefined],
    ['block', 'not-final'],
  ] as const)('hold an order inside the window of the Council against requireFinality %s', async (requireFinality, refused) => {
    const lines = readLines(readFileSync(FILE, 'utf8'));
    const city = new City(client.api.url, process.env['PROMULGATE_TOKEN'] ?? '');
    const { faults } = await check(lines, city, { ...losAngeles, requireFinality });
    expect(faults.map(({ detail }) => detail.split(':')[0])).toEqual(refused ? [refused, refused, refused] : []);
  });
});

describe('A file', () => {
  const past = { asserted: { source: 'Synthetic', on: '1980' } };
  const registered = (identifier: string) => ({
    record: identifier,
    command: 'register-protocol',
    body: { kind: 'FORM', identifier, title: 'Synthetic', ...past },
  });

  it('with any fault of its form is not begun', async () => {
    const before = await commandsAccepted();
    await expect(importing(fileOf(registered('1980/1'), '{', { record: 'x' }))).rejects.toThrow(
      /line 2: is not JSON.*\n.*line 3/s,
    );
    await expect(importing(fileOf({ ...registered('1980/1'), body: { protocolId: '$nowhere' } }))).rejects.toThrow(
      'no line before',
    );
    const { code, said } = await importing(
      fileOf(registered('1980/1'), { ...registered('1980/2'), command: 'register-nothing' }),
    );
    expect([code, said]).toEqual([1, expect.stringContaining('there is no command register-nothing')]);
    const malformed = await importing(fileOf(registered('1980/1'), { ...registered('1980/2'), body: { kind: 'FORM', ...past } }));
    expect([malformed.code, malformed.said]).toEqual([1, expect.stringContaining('/identifier')]);
    expect(await commandsAccepted()).toBe(before);
  });

  it('with a line that a rule would refuse is not begun, though the lines before it are right', async () => {
    const before = await commandsAccepted();
    const twice = { ...registered('1980/3'), record: 'again' };
    const { code, said } = await importing(fileOf(registered('1980/3'), twice));
    expect([code, JSON.parse(said)]).toEqual([
      1,
      { checked: 2, faults: [{ line: 2, detail: expect.stringContaining('identifier-taken') }] },
    ]);
    expect(await commandsAccepted()).toBe(before);
  });

  it('stops a record at its first refusal, goes on with the others, and is resumed once the line is mended', async () => {
    await importing(fileOf(registered('1980/4')));
    // What the rehearsal cannot know: another import has taken the number meanwhile.
    const named = { ...registered('1980/4'), record: 'late', as: 'late', note: 'again' };
    const order = { orderType: 'SPECIAL_ORDER', office: 'Synthetic', year: 1980, subject: 'Synthetic', ...past };
    const resting = {
      record: 'late',
      command: 'sign-order',
      body: { orderId: '$order', changes: [{ protocolId: '$late', change: 'ACTIVATED' }] },
    };
    const signed = {
      ...resting,
      body: { ...resting.body, effectiveAt: '1980-02-01T08:00:00Z', boardApproval: 'NOT_SHOWN', ...past },
    };
    const reserved = { record: 'late', command: 'reserve-order-number', as: 'order', body: order };
    const { code, said } = await importing(fileOf(named, reserved, signed, registered('1980/5')));
    const report = JSON.parse(said) as { records: Json[] };
    expect([code, report.records]).toEqual([
      1,
      [
        expect.objectContaining({ record: 'late', entered: 0, notSent: 2, refused: expect.objectContaining({ line: 1 }) }),
        expect.objectContaining({ record: '1980/5', entered: 1, notSent: 0 }),
      ],
    ]);
    const mended = { ...named, body: { ...named.body, identifier: '1980/6' } };
    const resumed = await importing(fileOf(mended, reserved, signed, registered('1980/5')), { json: false });
    expect([resumed.code, resumed.said]).toEqual([0, expect.stringMatching(/late +│ 3 +│ 3 /)]);
    expect(resumed.notes.at(-1)).toContain('was entered before');
  }, 60_000);

  it('rests on records that are there already', async () => {
    const [known] = (await itemsOf('/v1/protocols?limit=200')).filter(({ identifier }) => identifier === '4/247.10');
    const use = { record: 'later', use: `protocols/${String(known?.['id'])}`, as: 'section' };
    const at = { asserted: { source: 'Synthetic', on: '2021-05-01' } };
    const reserve = {
      ...{ record: 'later', command: 'reserve-order-number', as: 'order' },
      body: { orderType: 'SPECIAL_ORDER', office: 'Synthetic', year: 2021, number: 99, subject: 'Synthetic', ...at },
    };
    const sign = (change: string) => ({
      ...{ record: 'later', command: 'sign-order' },
      body: {
        ...{ orderId: '$order', effectiveAt: '2021-05-01T07:00:00Z', boardApproval: 'NOT_SHOWN' },
        changes: [{ protocolId: '$section', change }],
        ...at,
      },
    });
    const wrong = await importing(fileOf(use, reserve, sign('ESTABLISHED')));
    expect([wrong.code, wrong.said]).toEqual([1, expect.stringContaining('change-does-not-fit')]);
    const { code, said } = await importing(fileOf(use, reserve, sign('REVISED')));
    expect([code, said]).toEqual([0, expect.stringContaining('"entered":2')]);
  });
});
