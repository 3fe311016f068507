import type { Visibility } from '#event-log';
import { anchoring, DraftVersionView, type Place, ProtocolVersionView, ReviewCommentView } from '#protocols';
import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { setImmediate as pause } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import { Asked } from './asked.js';
import { commentColumns, commentLine, type ShownComment } from './comments-table.js';
import { keysOf } from './cursor.js';
import { DescribeQuery, type Schema, schemaOf } from './docs.js';
import { type SectionedVersion, sectionedVersions } from './draft-texts.js';
import { formOfList, listForms, sentAs } from './listing.js';
import { pageOf } from './page.js';
import { ApiParameters, flag, oneOf, PAGING, readParameters, UUID, whole, words } from './parameters.js';
import { type Exchange, Reading } from './reading.js';
import { idOf, noSuch } from './resource.controller.js';
import { COMMENT_IS_PUBLISHED, commentFor } from './resources.js';

const LARGEST_VERSION = 1_000_000;
const GRID = {
  ...PAGING,
  version: whole(1, LARGEST_VERSION, 'Only comments on this version.'),
  source: oneOf(['REVIEWER', 'OIG', 'PUBLIC'], 'Only comments from there.'),
  answered: flag('Only those that the department has answered, or only those that it has not.'),
  section: words(
    'Only comments that stand in the section of this id: in the version that they are on, or in the version `shownIn`. Those whose ' +
      'section is gone are found by it too.',
  ),
  shownIn: whole(1, LARGEST_VERSION, 'The version in which their passages are looked for; the last one where it is left out.'),
};

/** Of the comments that are listed, whether answered or not. */
const COUNTS = {
  received: 'true',
  late: 'r.late',
  fromReviewers: `r.source = 'REVIEWER'`,
  fromOig: `r.source = 'OIG'`,
  fromPublic: `r.source = 'PUBLIC'`,
  answered: `r.status = 'ANSWERED'`,
  unanswered: `r.status <> 'ANSWERED'`,
  answeredByOig: 'r.oig is not null',
  included: `r.department ->> 'inclusion' = 'INCLUDED'`,
  includedInPart: `r.department ->> 'inclusion' = 'INCLUDED_IN_PART'`,
  notIncluded: `r.department ->> 'inclusion' = 'NOT_INCLUDED'`,
} as const;

const PLACE: Schema = {
  type: ['object', 'null'],
  description:
    'Where the passage or the section stands in the version `shownIn`: `ATTACHED`, from `start` until before `end` in UTF-16 code units, ' +
    'in the section `sectionId`; or `DETACHED`, because the words or the section are `GONE`, the words have `MOVED` out of all that stood around them, or are `AMBIGUOUS`. ' +
    'Null for a comment on the whole text.',
};
const SECTION: Schema = {
  type: ['object', 'null'],
  description: 'The section of that place, as it is called in the version `shownIn`; null where that has no such section.',
  properties: { id: { type: 'string' }, number: { type: 'string' }, heading: { type: 'string' } },
};
const ANSWER: Schema = {
  type: 'object',
  required: ['draftId', 'shownIn', 'counts', 'items'],
  properties: {
    draftId: { type: 'string', format: 'uuid' },
    shownIn: { type: ['integer', 'null'] },
    counts: { type: 'object', properties: Object.fromEntries(Object.keys(COUNTS).map((name) => [name, { type: 'integer' }])) },
    items: { type: 'array', items: schemaOf(ReviewCommentView, { place: PLACE, section: SECTION }) },
  },
};

/** The grid of a draft: every comment with the responses to it. The public reads its own comments, from their first response on. */
@ApiTags('Queries')
@Controller('v1/drafts')
export class DraftCommentsController {
  constructor(@Inject(Reading) private readonly reading: Reading) {}

  @Get(':id/comments')
  @DescribeQuery(
    {
      id: 'list-draft-comments',
      summary: 'The comments on a draft with the responses to them, oldest first.',
      description:
        'The counts are of all that the filters let through, `answered` aside. Without an answer nothing is published. As a table it has a ' +
        'line for each comment, with the passage, its section and its `place` in `shownIn` (or why it is detached), and what was answered.',
    },
    { ...listForms(ANSWER), 'application/json': ANSWER },
    { paged: true },
  )
  @ApiParameters(GRID)
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  async comments(@Param('id') id: string, @Asked() exchange: Exchange): Promise<unknown> {
    const draftId = idOf(id, 'draft');
    const { limit, after, shownIn, section, answered, ...wanted } = readParameters(exchange.request.query, GRID);
    const { form, most } = formOfList(exchange, limit);
    const behind = after === undefined ? undefined : keysOf(after, [UUID])[0];
    const found = await this.reading.answer(exchange, {
      of: [ReviewCommentView, DraftVersionView, ProtocolVersionView],
      form,
      read: async (database, insight) => {
        const versions = await sectionedVersions(database, draftId, insight);
        if (!versions) throw noSuch('draft');
        const shown = shownIn === undefined ? versions.at(-1) : versions.find(({ version }) => version.number === shownIn);
        if (!shown && shownIn !== undefined) throw noSuch('version');
        const places = placesIn();
        const all = { draftId, ...wanted, published: insight === 'PUBLIC' };
        const grid =
          section === undefined ? all : { ...all, ids: await idsIn(section, database, all, { places, shown, versions }) };
        const rows = await gridOf(database, { ...grid, answered, behind })
          .orderBy('r.id', 'ASC')
          .limit(most + 1)
          .getMany();
        const page = pageOf(rows, most, exchange, ({ id: comment }) => [comment]);
        const items = await shownComments(page, { insight, places, shown });
        const number = shown?.version.number ?? null;
        return { insight, answer: { draftId, shownIn: number, counts: await countsOf(database, grid), items } };
      },
    });
    if (form === 'application/json') return found?.answer;
    const columns = found && commentColumns(found.insight);
    return found && columns && sentAs(form, exchange, { file: 'comments', columns }, found.answer.items.map(commentLine));
  }
}

interface ShownIn {
  readonly insight: Visibility;
  readonly places: ReturnType<typeof placesIn>;
  readonly shown: Shown;
}

async function shownComments(page: readonly ReviewCommentView[], { insight, places, shown }: ShownIn): Promise<ShownComment[]> {
  const items: ShownComment[] = [];
  for (const [at, row] of page.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await pause();
    const place = row.anchor && places(shown, row.anchor);
    items.push({ ...(commentFor(row, insight) as unknown as ReviewCommentView), place, section: sectionOf(place, shown) });
  }
  return items;
}

interface Grid {
  readonly draftId: string;
  readonly version?: number;
  readonly source?: string;
  readonly published: boolean;
  readonly answered?: boolean | undefined;
  readonly behind?: string | undefined;
  readonly ids?: readonly string[];
}

function gridOf(database: EntityManager, { draftId, version, source, published, answered, behind, ids }: Grid) {
  const query = database.createQueryBuilder(ReviewCommentView, 'r').where('r.draftId = :draftId', { draftId });
  if (published) query.andWhere(COMMENT_IS_PUBLISHED);
  if (version !== undefined) query.andWhere('r.draftVersion = :version', { version });
  if (source !== undefined) query.andWhere('r.source = :source', { source });
  if (answered !== undefined) query.andWhere(answered ? COUNTS.answered : COUNTS.unanswered);
  if (ids !== undefined) query.andWhere('r.id = any(cast(:ids as uuid[]))', { ids });
  if (behind !== undefined) query.andWhere('r.id > :behind', { behind });
  return query;
}

type Shown = SectionedVersion | undefined;
type Anchored = NonNullable<ReviewCommentView['anchor']>;

/** Finds anchors in versions of a draft, each of which is prepared once, when it is first asked for; without a version nowhere. */
function placesIn(): (version: Shown, anchor: Anchored) => Place {
  const known = new Map<Shown, (anchor: Anchored) => Place>();
  return (version, anchor) => {
    const find = known.get(version) ?? anchoring(version?.version.text ?? '', version?.sections ?? []);
    known.set(version, find);
    return find(anchor);
  };
}

function sectionOf(place: Place | null, shown: Shown): ShownComment['section'] {
  const found = place && shown?.sections.find(({ id }) => id === place.sectionId);
  if (!found) return null;
  const { id, number, heading } = found;
  return { id, ...(number === undefined ? {} : { number }), ...(heading === '' ? {} : { heading }) };
}

/** So many anchors are looked for before others have their turn: there may be thousands, in a text of half a million characters. */
const AT_ONCE = 50;

/** Of the comments that the grid lets through, those that point to a section: in their own version, or in the one that is shown. */
async function idsIn(
  section: string,
  database: EntityManager,
  grid: Grid,
  { places, shown, versions }: { places: ReturnType<typeof placesIn>; shown: Shown; versions: readonly SectionedVersion[] },
): Promise<readonly string[]> {
  const rows = await gridOf(database, grid)
    .select(['r.id', 'r.draftVersion', 'r.anchor'])
    .andWhere('r.anchor is not null')
    .getMany();
  const ids: string[] = [];
  for (const [at, { id, draftVersion, anchor }] of rows.entries()) {
    if (at % AT_ONCE === AT_ONCE - 1) await pause();
    const own = versions.find(({ version }) => version.number === draftVersion);
    if (anchor && [own, shown].some((version) => places(version, anchor).sectionId === section)) ids.push(id);
  }
  return ids;
}

async function countsOf(database: EntityManager, grid: Grid): Promise<Readonly<Record<string, number>>> {
  const query = gridOf(database, grid).select([]);
  for (const [name, condition] of Object.entries(COUNTS)) query.addSelect(`count(*) filter (where ${condition})::int`, name);
  return (await query.getRawOne<Record<string, number>>()) ?? {};
}
