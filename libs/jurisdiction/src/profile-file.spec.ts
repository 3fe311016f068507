import { inProject } from '#testing';
import { earlierVersions, losAngeles, parseProfile, ProfileError, profileFrom, SHIPPED } from './index.js';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const file = readFileSync(inProject('libs/jurisdiction/profiles/los-angeles.yaml'), 'utf8');
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

  it.each([
    ['BPC #{yy}-{serial}', 'BPC #{yy}'],
    ['BPC #{yy}-{serial}', 'BPC #{serial}'],
    ['BPC #{yy}-{serial}', '{year}{yy}-{serial}'],
    ['BPC #{yy}-{serial}', '{yy}-{serial}-{office}'],
    ['{name} No. {number} of {year}', '{name} No. {number}'],
    ['{name} No. {number} of {year}', 'No. {number} of {number} in {year}'],
    ['{name} No. {number} of {year}', '{title} No. {number} of {year}'],
    ["numbering: NONE, designation: '{name}'", "numbering: NONE, designation: '{name} {number}'"],
  ])('is refused where a number of the form %s would be %s', (form, other) => {
    expect(faultOf(changed(form, other))).toMatch(
      /(boardReports\.number|orders\.types)\.value.*: one \{(serial|number)\} and one \{year\}/,
    );
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

describe('The versions of a profile before the present one', () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'profiles-'))));
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, version: number, id = 'los-angeles'): void =>
    writeFileSync(join(folder, name), file.replace('version: 1', `version: ${version}`).replace('id: los-angeles', `id: ${id}`));
  const versions = (): number[] => {
    const path = join(folder, 'ours.yaml');
    return earlierVersions(path, profileFrom(path)).map(({ version }) => version);
  };

  it('lie beside it under their numbers, and nothing else does', () => {
    write('ours.yaml', 12);
    write('ours@1.yaml', 1);
    write('ours@11.yaml', 11);
    write('theirs@2.yaml', 2);
    write('ours@old.yaml', 3);
    expect(versions().sort((one, other) => one - other)).toEqual([1, 11]);
    expect(earlierVersions('los-angeles', losAngeles)).toEqual([]);
  });

  it.each([
    ['of another number', 'ours@1.yaml', 2, 'los-angeles'],
    ['of another profile', 'ours@1.yaml', 1, 'port-alder'],
    ['that come after it', 'ours@4.yaml', 4, 'los-angeles'],
    ['that are the present one', 'ours@3.yaml', 3, 'los-angeles'],
  ])('are none %s', (_what, name, version, id) => {
    write('ours.yaml', 3);
    write(name, version, id);
    expect(versions).toThrow(ProfileError);
    expect(versions).toThrow(/its name stands for los-angeles in version \d, and the present version is 3/);
  });
});
