/** The texts of a draft as a reader may see them, with the names that their sections keep from one to the next. */
import type { Visibility } from '#event-log';
import type { Instant } from '#kernel';
import { textInForce } from '#oversight';
import {
  type DividedText,
  DraftVersionView,
  DraftView,
  ProtocolVersionView,
  type Section,
  sectionsOf,
  sectionsThrough,
} from '#protocols';
import { type EntityManager, In, IsNull, Not } from 'typeorm';
import { problem } from '../errors/problem.js';

export interface SectionedVersion {
  /** Which the draft is to change. */
  readonly protocolId: string;
  readonly version: DraftVersionView;
  readonly sections: readonly Section[];
  /** The text of the protocol that it changes, where that is known. */
  readonly base: SectionedText | undefined;
}

export interface SectionedText {
  readonly number: number;
  readonly text: string;
  readonly textHash: string | null;
  readonly sections: readonly Section[];
  /** By its author; else its sections are those of its headings. */
  readonly isDivided: boolean;
}

/**
 * The versions of a draft that a reader may see, oldest first; undefined where the reader may not know of the draft. Sections of what was
 * sent whole keep their names from the base on, and only by texts that the reader may see: such a name is a heading, and that of a hidden
 * text must not show in a public one.
 */
export async function sectionedVersions(
  database: EntityManager,
  draftId: string,
  insight: Visibility,
): Promise<readonly SectionedVersion[] | undefined> {
  const draft = await withVersions(database, draftId, insight);
  if (!draft) return undefined;
  const { protocolId, versions } = draft;
  const bases = await basesOf(database, protocolId, [...new Set(versions.map(({ baseVersion }) => baseVersion))]);
  const line: (DividedText & { readonly of: DraftVersionView | ProtocolVersionView })[] = [];
  let last: number | undefined;
  for (const version of versions) {
    const base = bases.get(version.baseVersion);
    if (base && version.baseVersion !== last) line.push({ text: base.text ?? '', sections: base.sections, of: base });
    last = version.baseVersion;
    line.push({ text: version.text, sections: version.sections, of: version });
  }
  const named = sectionsThrough(line);
  const namedOf = (of: object): readonly Section[] => named[line.findIndex((entry) => entry.of === of)] ?? [];
  return versions.map((version) => {
    const base = bases.get(version.baseVersion);
    return {
      ...{ protocolId, version },
      sections: namedOf(version),
      base: base && {
        ...{ number: base.number, text: base.text ?? '', textHash: base.textHash },
        ...{ sections: namedOf(base), isDivided: base.sections.length > 0 },
      },
    };
  });
}

/** The text of the protocol that a version changes; undefined where it changes none. */
export function baseOf({ version, base }: SectionedVersion): SectionedText | undefined {
  if (version.baseVersion > 0 && !base) throw unavailableText(version.baseVersion);
  return base;
}

/** The text of the protocol that is in force, its sections named as those of the version are; undefined where none is in force. */
export async function inForceBeside(
  database: EntityManager,
  { protocolId, version, sections, base }: SectionedVersion,
  now: Instant,
): Promise<SectionedText | undefined> {
  const found = await textInForce(database, protocolId, { asOf: now });
  if (!found) return undefined;
  const { number, textHash } = found;
  if (base?.number === number) return base;
  const text = readable(found);
  const named = found.isDivided ? found.sections : sectionsOf({ text: version.text, sections }, text);
  return { number, text, textHash, sections: named, isDivided: found.isDivided };
}

/** The text of a version; that of the past may be unavailable, and then nothing can be compared with it. */
export function readable({ number, text }: { readonly number: number; readonly text: string | null }): string {
  if (text === null) throw unavailableText(number);
  return text;
}

const unavailableText = (number: number): Error =>
  problem('not-found', `The text of version ${number} of the protocol is unavailable.`);

/** A draft and its versions, oldest first, as far as the reader may know of them, in one statement. */
async function withVersions(
  database: EntityManager,
  draftId: string,
  insight: Visibility,
): Promise<{ readonly protocolId: string; readonly versions: readonly DraftVersionView[] } | null> {
  const seen = (of: string): string => (insight === 'PUBLIC' ? ` and ${of}.publicSince is not null` : '');
  const draft = await database
    .createQueryBuilder(DraftView, 'd')
    .select(['d.id', 'd.protocolId'])
    .leftJoinAndMapMany('d.versions', DraftVersionView, 'v', `v.draftId = d.id${seen('v')}`)
    .where(`d.id = :draftId${seen('d')}`, { draftId })
    .orderBy('v.number', 'ASC')
    .getOne();
  return draft as (DraftView & { readonly versions: readonly DraftVersionView[] }) | null;
}

/** The texts of the protocol that versions of a draft change, as far as they are known. */
async function basesOf(
  database: EntityManager,
  protocolId: string,
  numbers: readonly number[],
): Promise<ReadonlyMap<number, ProtocolVersionView>> {
  if (numbers.every((number) => number === 0)) return new Map();
  const versions = await database.findBy(ProtocolVersionView, { protocolId, number: In(numbers), text: Not(IsNull()) });
  return new Map(versions.map((one) => [one.number, one]));
}
