/** The comments on a draft as a table: a line for each, with where it stands and what was answered, as it is laid before the Board. */
import type { Visibility } from '#event-log';
import type { Place, ReviewCommentView } from '#protocols';

/** A comment as its reader sees it, with its place in the version that is shown. */
export interface ShownComment extends Omit<ReviewCommentView, 'name' | 'by'> {
  readonly name?: string | null;
  readonly by?: readonly string[];
  readonly place: Place | null;
  readonly section: { readonly id: string; readonly number?: string; readonly heading?: string } | null;
}

const INSIDE = ['name', 'by'];
const COLUMNS = [
  ...['id', 'receivedAt', 'draftVersion', 'source', 'late', ...INSIDE, 'section', 'passage', 'place', 'comment', 'status'],
  ...['inclusion', 'reason', 'inVersion', 'answeredAt', 'oigInclusion', 'oigReason', 'oigInVersion', 'oigAnsweredAt'],
];

/** The public is not told who commented. */
export const commentColumns = (insight: Visibility): readonly string[] =>
  insight === 'PUBLIC' ? COLUMNS.filter((name) => !INSIDE.includes(name)) : COLUMNS;

export function commentLine({ anchor, place, section, ...comment }: ShownComment): Readonly<Record<string, unknown>> {
  const { department, oig, ...rest } = comment;
  return {
    ...rest,
    section: section && ([section.number, section.heading].filter(Boolean).join(' ') || section.id),
    passage: anchor?.exact,
    place: place?.status === 'DETACHED' ? place.reason : place?.status,
    ...{ inclusion: department?.inclusion, reason: department?.reason, inVersion: department?.inVersion },
    answeredAt: department?.at,
    ...{ oigInclusion: oig?.inclusion, oigReason: oig?.reason, oigInVersion: oig?.inVersion, oigAnsweredAt: oig?.at },
  };
}
