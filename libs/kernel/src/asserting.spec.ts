import { contextOf } from '#testing';
import { type Assertion, firstDayOf, lastDayOf, wanting } from './asserting.js';
import { peopleBehind, refusedOwnWork } from './context.js';
import { OWN_WORK, type Rule } from './rejection.js';

const RULE: Rule = { code: 'a-rule', sentence: 'A fact is known.', status: 409 };
const asserted = (): Assertion => ({ source: 'The minutes', notEvaluated: [] });

describe('The want of a fact', () => {
  it('refuses a step of the present', () => {
    expect(wanting({}, RULE, 'Nobody knows.')).toMatchObject({ rule: RULE, detail: 'Nobody knows.' });
  });

  it('leaves the rule not evaluated of an asserted step, once', () => {
    const past = asserted();
    expect(wanting({ asserted: past }, RULE, 'Nobody knows.')).toBeUndefined();
    expect(wanting({ asserted: past }, RULE, 'Nobody knows.')).toBeUndefined();
    expect(past.notEvaluated).toMatchObject([{ rule: RULE, detail: 'Nobody knows.' }]);
  });
});

describe('A partial date', () => {
  it.each([
    ['1979', '1979-01-01', '1979-12-31'],
    ['2020-02', '2020-02-01', '2020-02-29'],
    ['2021-02', '2021-02-01', '2021-02-28'],
    ['2022-03-01', '2022-03-01', '2022-03-01'],
  ])('%s lies between %s and %s', (date, first, last) => {
    expect([firstDayOf(date), lastDayOf(date)]).toEqual([first, last]);
  });
});

describe('Behind an asserted act', () => {
  const entering = { actor: 'a clerk', performedBy: 'the chief' };

  it('stands who performed it, and not whoever enters it', () => {
    expect(peopleBehind(contextOf({ ...entering, asserted: asserted() }))).toEqual(['the chief']);
    expect(peopleBehind(contextOf({ ...entering, performedBy: 'UNKNOWN', asserted: asserted() }))).toEqual([]);
    expect(peopleBehind(contextOf(entering))).toEqual(['the chief', 'a clerk']);
  });

  it('own work is refused where both are known, and not evaluated where one is not', () => {
    const step = (workers: readonly string[], performedBy = 'the chief') => {
      const past = asserted();
      const refused = refusedOwnWork(workers, contextOf({ ...entering, performedBy, asserted: past }), 'sign-order');
      return [refused?.rule, past.notEvaluated.map(({ rule }) => rule)];
    };
    expect(step(['the chief'])).toEqual([OWN_WORK, []]);
    expect(step(['an author'])).toEqual([undefined, []]);
    expect(step([])).toEqual([undefined, [OWN_WORK]]);
    expect(step(['UNKNOWN'])).toEqual([undefined, [OWN_WORK]]);
    expect(step(['an author'], 'UNKNOWN')).toEqual([undefined, [OWN_WORK]]);
  });
});
