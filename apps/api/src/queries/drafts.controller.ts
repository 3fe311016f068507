import type { Visibility } from '#event-log';
import type { Caller } from '#identity';
import { TextChangeView } from '#oversight';
import { DraftVersionView, DraftView, ProtocolVersionView } from '#protocols';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { IsNull, Not } from 'typeorm';
import { problem } from '../errors/problem.js';
import { CurrentCaller } from '../identity/current-caller.js';
import { DescribeQuery, listOf, type Schema, schemaOf } from './docs.js';
import { baseOf, inForceBeside, type SectionedText, type SectionedVersion, sectionedVersions } from './draft-texts.js';
import { ApiParameters, either, readParameters, whole } from './parameters.js';
import { Reading } from './reading.js';
import { formOf } from './redline-forms.js';
import { redlineForms, redlineIn } from './redlines.js';
import { idOf, noSuch } from './resource.controller.js';
import { SECTIONS, shownSections } from './sections.js';

const LARGEST_VERSION = 1_000_000;
const NUMBER = whole(1, LARGEST_VERSION, 'The number of a version.');
const BETWEEN = {
  from: either(
    ['base', 'in-force'],
    NUMBER,
    'What is compared with: a version of the draft by its number, the text of the protocol that the later version changes, ' +
      'or the one that is in force now.',
  ),
  to: whole(1, LARGEST_VERSION, 'The number of the version that is compared.'),
};

const VERSION = schemaOf(DraftVersionView, { sections: SECTIONS });
const { text: _text, sections: _sections, ...LISTED } = VERSION['properties'] as Readonly<Record<string, Schema>>;
const REF: Schema = {
  type: ['object', 'null'],
  properties: {
    of: { type: 'string', enum: ['DRAFT', 'PROTOCOL'], description: 'Whose version it is.' },
    number: { type: 'integer' },
    textHash: { type: ['string', 'null'] },
  },
};
const OF_DRAFT: Readonly<Record<string, Schema>> = {
  draftId: { type: 'string', format: 'uuid' },
  from: { ...REF, description: 'Null where the version changes no text, or none is in force.' },
  to: REF,
};

/** The versions of a draft. The public reads each from the instant on at which its text became public. */
@ApiTags('Queries')
@Controller('v1/drafts')
export class DraftsController {
  constructor(@Inject(Reading) private readonly reading: Reading) {}

  @Get(':id/versions')
  @DescribeQuery(
    { id: 'list-draft-versions', summary: 'The versions of a draft, without their texts.' },
    listOf({ type: 'object', properties: LISTED }),
  )
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  async versions(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    const draftId = idOf(id, 'draft');
    readParameters(request.query, {});
    return this.reading.answer(
      { request, reply, caller },
      {
        of: [DraftView],
        read: async (database, insight) => {
          const seen = insight === 'PUBLIC' ? { publicSince: Not(IsNull()) } : {};
          if (!(await database.existsBy(DraftView, { id: draftId, ...seen }))) throw noSuch('draft');
          const versions = await database.find(DraftVersionView, { where: { draftId, ...seen }, order: { number: 'ASC' } });
          return {
            items: versions
              .map((version) => shownVersion(version, insight))
              .map(({ text: _text, sections: _sections, ...rest }) => rest),
          };
        },
      },
    );
  }

  @Get(':id/versions/:number')
  @DescribeQuery({ id: 'read-draft-version', summary: 'A version of a draft with its text, as it was saved.' }, VERSION)
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiParam({ name: 'number', schema: { type: 'integer', minimum: 1 } })
  async version(
    @Param() { id = '', number = '' }: Readonly<Record<string, string>>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    const draftId = idOf(id, 'draft');
    readParameters(request.query, {});
    const wanted = NUMBER.read(number);
    return this.reading.answer(
      { request, reply, caller },
      {
        of: [DraftVersionView, ProtocolVersionView],
        read: async (database, insight) => {
          const versions = await sectionedVersions(database, draftId, insight);
          const found = versions?.find(({ version }) => version.number === wanted);
          if (!found) throw noSuch('version');
          return { ...shownVersion(found.version, insight), sections: shownSections(found.sections) };
        },
      },
    );
  }

  @Get(':id/diff')
  @DescribeQuery(
    {
      id: 'diff-draft-versions',
      summary: 'The redline of a version of a draft: against another one, the text that it changes, or the text in force.',
      description:
        'Section by section, and of the whole. As JSON, as a page for people, or as text with `+` and `-`, as `Accept` prefers. ' +
        'Where one of the texts is not on record: 404.',
    },
    redlineForms(OF_DRAFT),
  )
  @ApiParameters(BETWEEN, 'from', 'to')
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  async diff(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    const draftId = idOf(id, 'draft');
    const { from, to } = readParameters(request.query, BETWEEN);
    if (from === undefined || to === undefined) throw problem('invalid-parameter', 'from and to must both be given.');
    const form = formOf(request.headers.accept);
    const found = await this.reading.answer(
      { request, reply, caller },
      {
        of: [DraftVersionView, ProtocolVersionView, ...(from === 'in-force' ? [TextChangeView] : [])],
        // The time of a pilot may be over.
        changesWithTime: from === 'in-force',
        form,
        read: async (database, insight) => {
          const versions = await sectionedVersions(database, draftId, insight);
          const numbered = (number: number) => versions?.find(({ version }) => version.number === number);
          const later = numbered(to);
          if (!later) throw noSuch('version');
          const after = textOf(later);
          if (from === 'base') return { before: baseOf(later), after };
          if (from === 'in-force') return { before: await inForceBeside(database, later, new Date().toISOString()), after };
          const before = numbered(from);
          if (!before) throw noSuch('version');
          return { before: textOf(before), after };
        },
      },
    );
    if (!found) return undefined;
    const { before, after } = found;
    const against = { base: 'The text that it changes', 'in-force': 'The text in force' };
    return redlineIn(form, reply, {
      title: `${typeof from === 'number' ? `Version ${from}` : against[from]} → version ${to}`,
      about: {
        draftId,
        from: before ? { of: typeof from === 'number' ? 'DRAFT' : 'PROTOCOL', ...refOf(before) } : null,
        to: { of: 'DRAFT', ...refOf(after) },
      },
      before,
      after,
    });
  }
}

/** Words that stand in for a text of the past are none that could be compared. */
function textOf({ version, sections }: SectionedVersion): SectionedText {
  const { number, text, textHash, sections: sent, unavailable } = version;
  if (unavailable) throw problem('not-found', `The text of version ${number} of the draft is not on record.`);
  return { number, text, textHash, sections, isDivided: sent.length > 0 };
}

const refOf = ({ number, textHash }: SectionedText) => ({ number, textHash });

/** Why the author changed the text is for those inside; the text and what changed in it are public with it. */
function shownVersion(version: DraftVersionView, insight: Visibility): Omit<DraftVersionView, 'rationale'> {
  const { rationale, ...shown } = version;
  return insight === 'PUBLIC' ? shown : { ...shown, ...{ rationale } };
}
