import { profileFrom, SHIPPED } from '#jurisdiction';
import { sourceOf } from '#kernel';
import { catalog } from './contexts.js';

const rules = [...new Map(catalog.commands.flatMap(({ spec }) => spec.rules.map((rule) => [rule.code, rule]))).values()];

describe.each(SHIPPED)('Where the rules stand, in %s', (id) => {
  const profile = profileFrom(id);

  it('is said of each rule that goes by a setting', () => {
    expect(rules.filter(({ setting }) => setting !== undefined).length).toBeGreaterThan(20);
    for (const rule of rules)
      if (rule.setting !== undefined)
        expect([rule.code, sourceOf(rule, profile)]).toEqual([rule.code, expect.stringMatching(/\S/)]);
  });

  it('is said of rules that there are, and of the same ones in every place', () => {
    expect(Object.keys(profile.rules)).toEqual(Object.keys(profileFrom('los-angeles').rules));
    const codes = new Set(rules.filter(({ setting }) => setting === undefined).map(({ code }) => code));
    expect(Object.keys(profile.rules).filter((code) => !codes.has(code))).toEqual([]);
  });
});

it('A rule stands where its place has it: no law of California binds an invented city', () => {
  const cited = rules.flatMap((rule) => sourceOf(rule, profileFrom('port-alder')) ?? []);
  expect(new Set(cited)).toEqual(new Set(['invented']));
});
