/** The texts of a draft as a reader may see them, with the names that their sections keep from one to the next. */
import type { Visibility } from '#event-log';
import { type DividedText, DraftVersionView, DraftView, ProtocolVersionView, type Section, sectionsThrough } from '#protocols';
import { type EntityManager, IsNull, Not } from 'typeorm';

export interface SectionedVersion {
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
  const seen = insight === 'PUBLIC' ? { publicSince: Not(IsNull()) } : {};
  const draft = await database.findOneBy(DraftView, { id: draftId, ...seen });
  if (!draft) return undefined;
  const versions = await database.find(DraftVersionView, { where: { draftId, ...seen }, order: { number: 'ASC' } });
  const bases = await basesOf(database, draft.protocolId, new Set(versions.map(({ baseVersion }) => baseVersion)));
  const line: (DividedText & { readonly of: DraftVersionView | ProtocolVersionView })[] = [];
  let last: number | undefined;
  for (const version of versions) {
    const base = bases.get(version.baseVersion);
    if (base && version.baseVersion !== last) line.push({ text: base.text ?? '', sections: base.sections, of: base });
    last = version.baseVersion;
    line.push({ text: version.text, sections: version.sections, of: version });
  }
  const named = sectionsThrough(line);
  const sectionsOf = (of: object): readonly Section[] => named[line.findIndex((entry) => entry.of === of)] ?? [];
  return versions.map((version) => {
    const base = bases.get(version.baseVersion);
    return {
      version,
      sections: sectionsOf(version),
      base: base && { number: base.number, text: base.text ?? '', textHash: base.textHash, sections: sectionsOf(base) },
    };
  });
}

async function basesOf(
  database: EntityManager,
  protocolId: string,
  numbers: ReadonlySet<number>,
): Promise<ReadonlyMap<number, ProtocolVersionView>> {
  const versions = await database.findBy(ProtocolVersionView, { protocolId });
  return new Map(versions.filter(({ number, text }) => numbers.has(number) && text !== null).map((one) => [one.number, one]));
}
