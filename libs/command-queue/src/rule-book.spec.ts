import { losAngeles } from '#jurisdiction';
import { contextOf } from '#testing';
import { RuleBook, type Rules } from './rule-book.js';

const rulesIn = (version: number): Rules => ({ profile: { ...losAngeles, version }, calendar: contextOf().calendar });
const book = new RuleBook({ ...rulesIn(3), earlier: [rulesIn(1), rulesIn(2)] });
const named = (version: number, id = 'los-angeles') => ({ id, version });

describe('The rules of a place', () => {
  it('are the present ones where no version is named, or that one is', () => {
    for (const version of [undefined, named(3)]) {
      expect(book.of(version).profile.version).toBe(3);
      expect(book.isPresent(version)).toBe(true);
    }
  });

  it('are those of the version that is named', () => {
    expect([1, 2].map((version) => book.of(named(version)).profile.version)).toEqual([1, 2]);
    expect(book.isPresent(named(2))).toBe(false);
  });

  it('are no others where that version is not there: what is missing is named', () => {
    expect(() => book.of(named(4))).toThrow('version 4 of the profile los-angeles is not here');
    expect(() => book.of(named(3, 'port-alder'))).toThrow('as port-alder@3.yaml');
    expect(() => new RuleBook(rulesIn(3)).of(named(2))).toThrow('as los-angeles@2.yaml');
  });
});
