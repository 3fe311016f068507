import type { Visibility } from '#event-log';
import type { Caller } from '#identity';
import { DraftVersionView, DraftView, ProtocolVersionView, redline } from '#protocols';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type EntityManager, IsNull, Not } from 'typeorm';
import { problem } from '../errors/problem.js';
import { CurrentCaller } from '../identity/current-caller.js';
import { DescribeQuery, listOf, type Schema, schemaOf } from './docs.js';
import { sectionedVersions } from './draft-texts.js';
import { ApiParameters, readParameters, whole } from './parameters.js';
import { Reading } from './reading.js';
import { asPage, asPlainText, formOf } from './redline-forms.js';
import { idOf, noSuch } from './resource.controller.js';
import { SECTIONS, shownSections } from './sections.js';

const LARGEST_VERSION = 1_000_000;
const BETWEEN = {
  from: whole(1, LARGEST_VERSION, 'The number of the earlier version.'),
  to: whole(1, LARGEST_VERSION, 'The number of the later version.'),
};

const VERSION = schemaOf(DraftVersionView, { sections: SECTIONS });
const { text: _text, sections: _sections, ...LISTED } = VERSION['properties'] as Readonly<Record<string, Schema>>;
const REF: Schema = { type: 'object', properties: { number: { type: 'integer' }, textHash: { type: 'string' } } };
const REDLINE: Schema = {
  type: 'object',
  properties: {
    draftId: { type: 'string', format: 'uuid' },
    from: REF,
    to: REF,
    parts: {
      type: 'array',
      description: 'What is `same` or `removed` is the earlier text, what is `same` or `added` the later one.',
      items: {
        type: 'object',
        properties: { op: { type: 'string', enum: ['same', 'added', 'removed'] }, text: { type: 'string' } },
      },
    },
  },
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
    const wanted = BETWEEN.to.read(number);
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
      summary: 'The redline of two versions of a draft.',
      description: 'As JSON, as a page for people, or as text with `+` and `-`, as `Accept` prefers.',
    },
    { 'application/json': REDLINE, 'text/html': { type: 'string' }, 'text/plain': { type: 'string' } },
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
        of: [DraftVersionView],
        form,
        read: async (database, insight) => ({
          before: await versionOf(database, draftId, from, insight),
          after: await versionOf(database, draftId, to, insight),
        }),
      },
    );
    if (!found) return undefined;
    const { before, after } = found;
    const parts = redline(before.text, after.text);
    void reply.type(`${form}; charset=utf-8`);
    if (form === 'text/html') return asPage(`Version ${from} → ${to}`, parts);
    if (form === 'text/plain') return asPlainText(parts);
    const refOf = ({ number, textHash }: DraftVersionView) => ({ number, textHash });
    return { draftId, from: refOf(before), to: refOf(after), parts };
  }
}

async function versionOf(
  database: EntityManager,
  draftId: string,
  number: number | undefined,
  insight: Visibility,
): Promise<DraftVersionView> {
  const found = number === undefined ? null : await database.findOneBy(DraftVersionView, { draftId, number });
  if (!found || (insight === 'PUBLIC' && found.publicSince === null)) throw noSuch('version');
  return found;
}

/** Why the author changed the text is for those inside; the text and what changed in it are public with it. */
function shownVersion(version: DraftVersionView, insight: Visibility): Omit<DraftVersionView, 'rationale'> {
  const { rationale, ...shown } = version;
  return insight === 'PUBLIC' ? shown : { ...shown, ...{ rationale } };
}
