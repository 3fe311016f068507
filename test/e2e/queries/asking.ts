/** The case of Executive Directive 17 behind an api, told once for all parts of the suite, and how it is asked. */
import { enterStory } from '../../../apps/demo/src/story/index.js';
import { type RunningApi, startApi } from '../api.js';

export type Json = Readonly<Record<string, unknown>>;
export interface Listed {
  readonly items: readonly (Json & { readonly id: string })[];
}

export const NOBODY = '00000000-0000-7000-8000-000000000000';

export let api: RunningApi;

export async function tellTheCase(): Promise<void> {
  api = await startApi();
  await api.testbed.startWorker();
  await enterStory({ baseUrl: api.url, tokenFor: (person) => api.issuer.tokenFor(person), print: () => undefined });
}

export const closeTheCase = (): Promise<void> => api.close();

/** Without `as` the public asks. */
export async function ask(path: string, as?: string, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = as === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(as)}` };
  return fetch(new URL(path, api.url), { headers: { ...authorization, ...headers } });
}

export async function get<Body = Json>(path: string, as?: string): Promise<Body> {
  const response = await ask(path, as);
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Body;
}

export async function problemOf(response: Response): Promise<[number, unknown, unknown]> {
  const { code, detail } = (await response.json()) as Json;
  return [response.status, code, detail];
}

export async function onlyOne(path: string, as = 'oversight'): Promise<Json & { readonly id: string }> {
  const [first] = (await get<Listed>(path, as)).items;
  if (!first) throw new Error(`${path} has no item.`);
  return first;
}

export const nextOf = (response: Response): string | undefined =>
  /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];

export async function enter(
  name: string,
  body: Record<string, unknown>,
  as?: string,
): Promise<{ id: string; subjectId: string }> {
  const sent = await api.testbed.send(name, body, as === undefined ? {} : { actor: as, performedBy: as });
  const [report] = await api.testbed.settled([sent.id]);
  expect([name, report?.status, report?.rejection?.detail]).toEqual([name, 'succeeded', undefined]);
  return sent;
}
