/** The sections of two texts side by side: which were added, removed, changed or renumbered, and which stand elsewhere. */
import { bodyOf, type Section } from './sections.js';

export const SECTION_CHANGES = ['ADDED', 'REMOVED', 'CHANGED', 'SAME'] as const;
export type SectionChange = (typeof SECTION_CHANGES)[number];

/** A section of either text, or of both. */
export interface ComparedSection {
  readonly id: string;
  /** What became of its heading and its words; its number aside, which changes whenever a section is put in before it. */
  readonly change: SectionChange;
  readonly renumbered: boolean;
  /** It changed places with others: as few sections as can tell the new order have moved. */
  readonly moved: boolean;
  readonly before?: Section;
  readonly after?: Section;
}

/** In the order of the later text; a section that is gone stands behind the one that it followed. */
export function compared(before: readonly Section[], after: readonly Section[]): ComparedSection[] {
  const earlier = new Map(before.map((section) => [section.id, section]));
  const present = new Set(after.map(({ id }) => id));
  const gone = new Map<string, Section[]>();
  let behind = '';
  for (const section of before) {
    if (present.has(section.id)) behind = section.id;
    else gone.set(behind, [...(gone.get(behind) ?? []), section]);
  }
  const removed = (id: string): ComparedSection[] =>
    (gone.get(id) ?? []).map((section) => ({
      ...{ id: section.id, change: 'REMOVED', renumbered: false, moved: false },
      before: section,
    }));
  const stayed = inTheirOrder(before, after);
  return [
    ...removed(''),
    ...after.flatMap((section): ComparedSection[] => {
      const { id } = section;
      const old = earlier.get(id);
      const now: ComparedSection = old
        ? {
            ...{ id, change: isSame(old, section) ? 'SAME' : 'CHANGED', renumbered: old.number !== section.number },
            ...{ moved: !stayed.has(id), before: old, after: section },
          }
        : { id, change: 'ADDED', renumbered: false, moved: false, after: section };
      return [now, ...removed(id)];
    }),
  ];
}

const isSame = (a: Section, b: Section): boolean => a.level === b.level && a.heading === b.heading && bodyOf(a) === bodyOf(b);

/** The most sections that both texts have in one order: the longest ascending run of their former places, by patience sorting. */
function inTheirOrder(before: readonly Section[], after: readonly Section[]): ReadonlySet<string> {
  const places = new Map(before.map(({ id }, place) => [id, place]));
  const common = after.flatMap(({ id }) => {
    const place = places.get(id);
    return place === undefined ? [] : [{ id, place }];
  });
  const placeAt = (nth: number | undefined): number => (nth === undefined ? -1 : (common[nth]?.place ?? -1));
  /** Of the runs of each length, the one that ends lowest: where it ends; and what stands before each in its run. */
  const ends: number[] = [];
  const former: (number | undefined)[] = [];
  for (const [nth, { place }] of common.entries()) {
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (placeAt(ends[middle]) < place) low = middle + 1;
      else high = middle;
    }
    former.push(ends[low - 1]);
    ends[low] = nth;
  }
  const run = new Set<string>();
  for (let nth = ends.at(-1); nth !== undefined; nth = former[nth]) run.add(common[nth]?.id ?? '');
  return run;
}
