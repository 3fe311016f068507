/** The main job once more, end to end under the rules of another city: what the story does not take from the profile would be refused. */
import { profileFrom } from '#jurisdiction';
import { enterStory, printSummary, type Stage } from '../../apps/demo/src/story/index.js';
import { City } from '../../apps/demo/src/story/city.js';
import { type RunningApi, startApi } from './api.js';

type Json = Readonly<Record<string, unknown>>;

const profile = profileFrom('port-alder');
const city = new City(profile);
const printed: string[] = [];
let api: RunningApi;
let stage: Stage;

async function get<Body = Json>(path: string): Promise<Body> {
  const headers = { authorization: `Bearer ${await api.issuer.tokenFor('oversight')}` };
  const response = await fetch(new URL(path, api.url), { headers });
  expect(response.status).toBe(200);
  return (await response.json()) as Body;
}

const eventsOf = (type: string): Promise<Json[]> => get<Json[]>(`/v1/events?type=gov.commission.${type}.v1`);
const dataOf = async (type: string): Promise<unknown[]> => (await eventsOf(type)).map(({ data }) => data);

async function first(path: string): Promise<Json> {
  const { items } = await get<{ items: Json[] }>(path);
  return items[0] ?? {};
}

beforeAll(async () => {
  api = await startApi({ profile });
  await api.testbed.startWorker();
  const { issuer, url: baseUrl } = api;
  stage = { baseUrl, tokenFor: (person) => issuer.tokenFor(person), print: (line) => void printed.push(line), profile };
  await enterStory(stage);
}, 240_000);

afterAll(() => api.close(), 60_000);

describe('The case in Port Alder', () => {
  it('is entered to its end, as many steps as were announced, four of them refused', () => {
    const steps = printed.filter((line) => /^ +\d+\/\d+ /.test(line));
    expect(steps.at(-1)).toContain(`${steps.length}/${steps.length} `);
    expect(steps.filter((line) => line.includes('✗ refused'))).toHaveLength(4);
    expect(printed.join('\n')).not.toMatch(/Los Angeles|LAPD/);
  });

  it('counts notice in its hours, and says where its rules stand', async () => {
    const refusals = (await dataOf('command.refused')) as { rule: Json }[];
    const late = refusals.find(({ rule }) => rule['code'] === 'posted-too-late');
    expect(late?.rule).toMatchObject({ detail: expect.stringMatching(/95 h 0 min.* needs 96 h\.$/), source: 'invented' });
  });

  it('has a vote of all its seats but the one recused, who counts toward the quorum', async () => {
    const votes = profile.board.seats;
    const rule = { quorum: 4, ayesToAdopt: 4, recusedCountTowardQuorum: true };
    expect(await dataOf('meeting.roll-call-recorded')).toMatchObject([
      { ayes: votes, rule },
      { ayes: votes - 1, rule },
    ]);
  });

  it('has no Council that reviews its actions', async () => {
    expect(await eventsOf('board-action.council-review-opened')).toEqual([]);
    expect((await first('/v1/board-actions'))['councilReview']).toBe('NOT_SUBJECT');
    expect((await dataOf('order.signed'))[0]).not.toHaveProperty('finalityWarning');
  });

  it('numbers its reports in its own form, which their requests cite', async () => {
    expect(await dataOf('board-report.received')).toMatchObject([{ bpcNumber: 'PAB 2026/001' }, { bpcNumber: 'PAB 2026/002' }]);
    expect((await first('/v1/requests'))['bpcNumber']).toBe('PAB 2026/001');
  });

  it('cites its order in its own form, in force from the local instant on', async () => {
    expect(await first('/v1/orders')).toMatchObject({ orderType: 'GENERAL_ORDER', designation: '2026-1' });
    const { id } = await first('/v1/protocols');
    const at = new Date(city.at('2026-03-20T00:01')).getTime();
    const numberAt = async (instant: number): Promise<unknown> =>
      (await get(`/v1/protocols/${String(id)}/text?asOf=${new Date(instant).toISOString()}`))['number'];
    expect([await numberAt(at - 1), await numberAt(at)]).toEqual([1, 2]);
  });

  it('is told by a summary for people', async () => {
    printed.length = 0;
    await printSummary(stage);
    expect(printed.join('\n')).toContain('The way of provision 2');
    expect(printed.join('\n')).not.toMatch(/Los Angeles|LAPD/);
  });
});
