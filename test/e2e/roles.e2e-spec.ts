/** Every command, sent in every role: the one table of who may send what is what the door does. */
import { catalog } from '#commission';
import { ROLES } from '#kernel';
import { type RunningApi, startApi } from './api.js';

const roles = ROLES.filter((role) => role !== 'system');
const pairs = catalog.commands.flatMap(({ name, spec }) =>
  // What is for the public is for everybody.
  roles.map((role) => ({ name, role, may: spec.roles.includes(role) || spec.roles.includes('public'), spec })),
);
const forClients = pairs.filter(({ spec }) => spec.roles.some((role) => role !== 'system'));
/** No more than a small machine that does something else besides answers in time. */
const AT_ONCE = 8;

describe(`${catalog.commands.length} commands in ${roles.length} roles`, () => {
  let api: RunningApi;
  const tokens = new Map<string, string>();

  beforeAll(async () => {
    api = await startApi();
    for (const role of roles) tokens.set(role, await api.issuer.tokenFor(role));
  }, 60_000);
  afterAll(() => api.close(), 30_000);

  /** With nothing in its body: whether the role may is looked at before what is asked for. */
  async function codeOf({ name, role }: (typeof pairs)[number]): Promise<string> {
    const response = await fetch(new URL(`/v1/commands/${name}`, api.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${tokens.get(role)}`, 'content-type': 'application/json' },
      body: '{}',
    });
    return `${response.status} ${((await response.json()) as { code?: string }).code}`;
  }

  async function codesOf(those: typeof pairs): Promise<string[]> {
    const codes: string[] = [];
    for (let at = 0; at < those.length; at += AT_ONCE)
      codes.push(...(await Promise.all(those.slice(at, at + AT_ONCE).map((pair) => codeOf(pair)))));
    return codes;
  }

  const told = (those: typeof pairs, codes: readonly string[]): string[] =>
    those.map(({ name, role }, at) => `${name} as ${role}: ${codes[at]}`);
  const entries = async (): Promise<unknown> => (await api.query('select count(*)::int as count from events'))[0]?.['count'];

  it(`refuses ${forClients.filter(({ may }) => !may).length} pairs for the role, and records each refusal and nothing else`, async () => {
    const those = forClients.filter(({ may, spec }) => !may && spec.inRole === undefined);
    const codes = await codesOf(those);
    expect(told(those, codes).filter((line) => !line.endsWith('403 role-not-allowed'))).toEqual([]);
    const rows = await api.query('select type, count(*)::int as count from events group by type');
    expect(rows).toEqual([{ type: 'command.refused', count: those.length }]);
    expect(await api.query('select count(*)::int as count from commands where status <> 2')).toEqual([{ count: 0 }]);
  }, 120_000);

  it(`lets ${forClients.filter(({ may }) => may).length} pairs come to their body`, async () => {
    const before = await entries();
    const those = forClients.filter(({ may, spec }) => may && spec.inRole === undefined);
    const codes = await codesOf(those);
    expect(told(those, codes).filter((line) => !line.endsWith('400 invalid-body'))).toEqual([]);
    expect(await entries()).toBe(before);
  }, 120_000);

  it('knows nothing of what reactions and clocks alone may send', async () => {
    const those = pairs.filter(({ spec }) => spec.roles.every((role) => role === 'system'));
    const codes = await codesOf(those);
    expect(told(those, codes).filter((line) => !line.includes(': 404 '))).toEqual([]);
  }, 120_000);
});
