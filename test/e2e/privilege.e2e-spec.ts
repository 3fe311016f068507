/** Privileged advice over HTTP: closed to all but those whom it is written by and for, and opened by the Board to whom it names, as far as it stood. */
import { eventually } from '../support/workshop.js';
import { clientOfTheSuite } from './client.js';

type Json = Readonly<Record<string, unknown>>;

const client = clientOfTheSuite();
const READERS = [
  undefined,
  'public',
  'oversight',
  'commissioner-1',
  'inspector-general',
  'administrator',
  'city-attorney',
  'chief',
];
const FIRST = 'The first advice (synthetic).';
const SECOND = 'The second advice (synthetic).';

let draftId: string;
let boardActionId: string;

async function enter(as: string, name: string, body: Json): Promise<string> {
  const response = await client.send(`/v1/commands/${name}`, { as, body, headers: { prefer: 'wait=20' } });
  const settled = (await response.json()) as { subject?: { id: string }; detail?: string };
  expect([name, response.status, settled.detail]).toEqual([name, 200, undefined]);
  return settled.subject?.id ?? 'none';
}

interface Noted {
  readonly data?: { readonly note: string };
  readonly datasalt?: string;
  readonly withheld?: string;
  readonly position: number;
}

async function notesTo(as: string | undefined): Promise<Noted[]> {
  const path = `/v1/events?subject=drafts/${draftId}&type=gov.commission.draft.review-note-recorded.v1`;
  return (await client.send(path, { method: 'GET', ...(as ? { as } : {}) })).json() as Promise<Noted[]>;
}

/** The advice on the draft as somebody reads it: its words, or why they are withheld. */
const adviceTo = async (as: string | undefined): Promise<unknown[]> =>
  (await notesTo(as)).map(({ data, withheld, datasalt }) => (data && datasalt ? data.note : withheld));

/** Who reads a note, in the feed and by its position alike. */
async function readersOf(note: string): Promise<unknown[]> {
  const readers: string[] = [];
  for (const as of READERS) {
    const notes = await notesTo(as);
    for (const { data, position } of notes) {
      const alone = await client.send(`/v1/events/${position}`, { method: 'GET', ...(as ? { as } : {}) });
      expect(((await alone.json()) as Noted).data).toEqual(data);
    }
    if (notes.some(({ data }) => data?.note === note)) readers.push(as ?? 'nobody');
  }
  return readers;
}
const advise = (note: string) => enter('city-attorney', 'record-legal-review', { draftId, version: 1, outcome: 'CLEARED', note });

beforeAll(async () => {
  await client.api.testbed.startWorker();
  const protocol = { kind: 'POLICY_DOCUMENT', identifier: 'Synthetic 1', title: 'Synthetic' };
  const protocolId = await enter('policy-author', 'register-protocol', protocol);
  draftId = await enter('policy-author', 'open-draft', { protocolId, origin: 'DEPARTMENT', title: 'Synthetic' });
  await enter('policy-author', 'save-draft-version', { draftId, text: 'Words.', baseVersion: 0, changeSummary: 'New' });
  await enter('policy-author', 'submit-draft', { draftId });
  const action = {
    boardId: draftId,
    meetingId: draftId,
    itemNumber: '1',
    title: 'To open the advice',
    recused: [],
    amended: false,
  };
  const { id, subjectId } = await client.api.testbed.send(
    'record-board-action',
    { ...action, adoptedAt: '2026-03-10T17:00:00.000Z' },
    { actor: 'system', performedBy: 'system', role: 'system' },
  );
  await client.api.testbed.settled([id]);
  boardActionId = subjectId;
  await advise(FIRST);
}, 120_000);

describe('Privileged advice', () => {
  it('is read by those whom it is written by and for; the others see its place and why it is withheld', async () => {
    expect(await readersOf(FIRST)).toEqual(['city-attorney', 'chief']);
    expect(await adviceTo('commissioner-1')).toEqual(['Gov. Code 7927.705: attorney-client privilege']);
  }, 60_000);

  it('is opened by the Board to whom it names, from then on, and what is advised later is not', async () => {
    await enter('board-secretary', 'waive-privilege', { boardActionId, draftId, scope: 'The advice', readers: ['commissioner'] });
    await eventually(async () => ((await adviceTo('commissioner-1')).includes(FIRST) ? true : undefined), 30_000);
    expect(await readersOf(FIRST)).toEqual(['commissioner-1', 'city-attorney', 'chief']);
    await advise(SECOND);
    expect(await readersOf(SECOND)).toEqual(['city-attorney', 'chief']);
  }, 90_000);

  it('stays closed where a waiver names it in words alone', async () => {
    await enter('board-secretary', 'waive-privilege', { boardActionId, draftId, scope: 'The second advice, by hand' });
    await enter('board-secretary', 'waive-privilege', { boardActionId, draftId, scope: 'All', readers: ['inspector-general'] });
    await eventually(async () => ((await adviceTo('inspector-general')).includes(SECOND) ? true : undefined), 30_000);
    expect(await readersOf(SECOND)).toEqual(['inspector-general', 'city-attorney', 'chief']);
  }, 90_000);

  it('is everybody’s once it is opened to the public', async () => {
    await enter('board-secretary', 'waive-privilege', { boardActionId, draftId, scope: 'All', readers: ['public'] });
    await eventually(async () => ((await adviceTo(undefined)).includes(SECOND) ? true : undefined), 30_000);
    expect(await readersOf(SECOND)).toEqual(READERS.map((as) => as ?? 'nobody'));
  }, 90_000);
});

describe('That privileged advice is given to somebody', () => {
  interface Reading {
    readonly actor: string;
    readonly performedby: string;
    readonly visibility: string;
    readonly data: {
      readonly reader: string;
      readonly roles: readonly string[];
      readonly session: string;
      readonly positions: string;
    };
  }
  const secret = 'The third advice (synthetic).';
  let position: number;

  const readings = async (): Promise<Reading[]> => {
    const page = await client.send('/v1/events?type=gov.commission.reading.noted.v1&limit=200', {
      method: 'GET',
      as: 'oversight',
    });
    return ((await page.json()) as Reading[]).filter(({ data }) => data.positions === String(position));
  };
  const read = (headers: Record<string, string>, path = `/v1/events/${position}`): Promise<Response> =>
    client.send(path, { method: 'GET', headers });
  const tokenOf = async (as: string) => ({ authorization: `Bearer ${await client.api.issuer.tokenFor(as)}` });

  beforeAll(async () => {
    await advise(secret);
    const last = await eventually(async () => {
      const page = await client.send(`/v1/events?subject=drafts/${draftId}&type=gov.commission.draft.review-note-recorded.v1`, {
        method: 'GET',
        as: 'oversight',
      });
      return ((await page.json()) as Noted[]).findLast(({ withheld }) => withheld !== undefined);
    }, 30_000);
    position = last.position;
  }, 60_000);

  it('is noted in the log, once for a session and a range, with who it was', async () => {
    const headers = await tokenOf('city-attorney');
    for (let times = 0; times < 3; times++) expect(await (await read(headers)).text()).toContain(secret);
    const [noted, ...more] = await eventually(async () => {
      const found = await readings();
      return found.length > 0 ? found : undefined;
    }, 30_000);
    expect(more).toEqual([]);
    expect(noted).toMatchObject({ actor: 'feed:readings', performedby: 'city-attorney', visibility: 'INTERNAL' });
    expect(noted?.data).toMatchObject({ reader: 'city-attorney', roles: ['city-attorney'], positions: String(position) });
  }, 90_000);

  it('is noted of who follows the log too, and of nobody to whom it was withheld', async () => {
    const before = (await readings()).length;
    for (const as of ['commissioner-1', 'oversight', undefined])
      expect(await (await read(as ? await tokenOf(as) : {})).text()).not.toContain(secret);
    const following = new AbortController();
    const stream = await fetch(new URL(`/v1/events/stream?after=${position - 1}`, client.api.url), {
      headers: await tokenOf('chief'),
      signal: following.signal,
    });
    let received = '';
    for await (const chunk of stream.body ?? []) {
      received += Buffer.from(chunk as Uint8Array).toString();
      if (received.includes(secret)) break;
    }
    following.abort();
    const now = await eventually(async () => {
      const found = await readings();
      return found.length > before ? found : undefined;
    }, 30_000);
    expect(now.map(({ data }) => data.reader).slice(before)).toEqual(['chief']);
  }, 90_000);
});
