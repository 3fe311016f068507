import { losAngeles, parseProfile, ProfileError, profileFrom, SHIPPED } from './index.js';
import { readFileSync } from 'node:fs';

const file = readFileSync(new URL('../profiles/los-angeles.yaml', import.meta.url), 'utf8');
const changed = (from: string, to: string): string => {
  expect(file).toContain(from);
  return file.replace(from, to);
};
const faultOf = (text: string): string => {
  try {
    parseProfile(text, 'it');
    return 'none';
  } catch (error) {
    expect(error).toBeInstanceOf(ProfileError);
    return (error as Error).message;
  }
};

describe('A profile', () => {
  it.each(SHIPPED)('%s is shipped, and each of its settings says where it stands', (id) => {
    const profile = profileFrom(id);
    expect(profile.id).toBe(id);
    expect(Object.keys(profile.sources)).toEqual(expect.arrayContaining(['board.seats', 'noticeHours.REGULAR', 'recordsSince']));
    for (const { source, verified } of Object.values(profile.sources))
      expect([source.length > 0, verified]).toEqual([true, false]);
  });

  it('gives each setting as its bare value', () => {
    expect(losAngeles.board).toEqual({
      seats: 5,
      quorum: 3,
      ayesToAdopt: 3,
      recusedCountTowardQuorum: false,
      secondRequired: false,
    });
    expect(losAngeles.sources['noticeHours.REGULAR']).toEqual({ source: 'Gov. Code § 54954.2(a)', verified: false });
  });

  it('is refused with every place that is wrong, and what is expected there', () => {
    const wrong = changed('quorum: { value: 3,', 'quorum: { value: many,').replace('legalObjection:', 'legalOpinion:');
    expect(faultOf(wrong)).toMatch(/^it is no profile\. .*board\.quorum\.value: .*number/);
    expect(faultOf(wrong)).toMatch(/legalObjection: /);
    expect(faultOf(wrong)).toMatch(/legalOpinion/);
  });

  it('is refused where a setting does not say where it stands', () => {
    expect(faultOf(changed('{ value: warn, source:', '{ value: warn, because:'))).toMatch(/requireAttestation\.source: /);
  });

  it('is refused where its settings contradict each other', () => {
    expect(faultOf(changed('quorum: { value: 3,', 'quorum: { value: 6,'))).toMatch(/quorum: 6 of 5 seats can never be present/);
    expect(faultOf(changed('ayesToAdopt: { value: 3,', 'ayesToAdopt: { value: 2,'))).toMatch(/2 is no majority of 5 seats/);
    expect(faultOf(changed('ayesToAdopt: { value: 3,', 'ayesToAdopt: { value: 6,'))).toMatch(/6 of 5 seats can never vote aye/);
    expect(faultOf(changed('votesToVeto: { value: 10,', 'votesToVeto: { value: 16,'))).toMatch(
      /councilReview\.votesToVeto: 16 of 15 members can never vote aye/,
    );
    expect(faultOf(changed('warnOnDay: { value: 4,', 'warnOnDay: { value: 6,'))).toMatch(/day 6 comes after the last, 5/);
  });

  it('is refused where its time zone is none', () => {
    expect(faultOf(changed('timeZone: America/Los_Angeles', 'timeZone: Los Angeles'))).toMatch(
      /timeZone: a time zone of the IANA list/,
    );
  });

  it('is refused as no YAML, and as a file that is not there', () => {
    expect(faultOf('id: [')).toMatch(/^it is no YAML: /);
    expect(() => profileFrom('atlantis')).toThrow('There is no profile atlantis: shipped are los-angeles and port-alder');
  });
});
