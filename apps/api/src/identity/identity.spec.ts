import { Problem } from '../errors/problem.js';
import { bearerToken } from './bearer.js';
import { RateWindow } from './rate-window.js';

describe('the Authorization header', () => {
  it.each([
    [undefined, undefined],
    ['Bearer a.b-c_d', 'a.b-c_d'],
    ['bearer  abc==', 'abc=='],
  ])('%s holds %s', (header, token) => expect(bearerToken(header)).toBe(token));

  it.each(['', 'Bearer', 'Bearer ', 'Basic YTpi', 'Bearer a b', 'Bearer a,b', 'Bearer "a"'])('%j is refused', (header) =>
    expect(() => bearerToken(header)).toThrow(Problem),
  );
});

describe('a window of requests', () => {
  it('counts each key for itself, blocks beyond the limit, and begins anew', async () => {
    let now = 1_000;
    const window = new RateWindow(() => now);
    const hit = (key: string) => window.increment(key, 60_000, 2);
    expect(await hit('a')).toEqual({ totalHits: 1, timeToExpire: 60, isBlocked: false, timeToBlockExpire: 60 });
    now += 30_500;
    expect(await hit('a')).toMatchObject({ totalHits: 2, timeToExpire: 30, isBlocked: false });
    expect(await hit('a')).toMatchObject({ totalHits: 3, isBlocked: true });
    expect(await hit('b')).toMatchObject({ totalHits: 1, isBlocked: false });
    now += 29_500;
    expect(await hit('a')).toMatchObject({ totalHits: 1, isBlocked: false });
  });
});
