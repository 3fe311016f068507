import { VerifiedTokens } from './verified-tokens.js';

const caller = { subject: 'secretary', roles: ['board-secretary'] } as const;

describe('A token that was checked a moment ago', () => {
  let now: number;
  let tokens: VerifiedTokens;

  beforeEach(() => {
    now = 1_000_000;
    tokens = new VerifiedTokens(() => now);
  });

  it('is known for a minute, to the letter', () => {
    tokens.keep('a.b.c', caller, now + 3_600_000);
    now += 59_999;
    expect(tokens.find('a.b.c')).toBe(caller);
    expect(tokens.find('a.b.C')).toBeUndefined();
    now += 1;
    expect(tokens.find('a.b.c')).toBeUndefined();
  });

  it('is not known beyond its own end', () => {
    tokens.keep('a.b.c', caller, now + 500);
    now += 499;
    expect(tokens.find('a.b.c')).toBe(caller);
    now += 1;
    expect(tokens.find('a.b.c')).toBeUndefined();
  });

  it('gives way to newer ones, so that their number is bounded', () => {
    for (let nth = 0; nth <= 10_000; nth++) tokens.keep(`token ${nth}`, caller, now + 3_600_000);
    expect(tokens.find('token 0')).toBeUndefined();
    expect(tokens.find('token 1')).toBe(caller);
    expect(tokens.find('token 10000')).toBe(caller);
  });
});
