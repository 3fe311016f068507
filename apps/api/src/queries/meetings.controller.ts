import { Decisions } from '#command-queue';
import { insightOf } from '#feed';
import type { Caller } from '#identity';
import type { Profile, ProfileVersion } from '#kernel';
import { MeetingItemView, MeetingView, minutesOf, votesOf } from '#meetings';
import { PACKET_VIEWS, packetOf } from '#oversight';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import { problem } from '../errors/problem.js';
import { CurrentCaller, NeedsToken } from '../identity/current-caller.js';
import { DescribeQuery, listOf, type Schema } from './docs.js';
import { readParameters } from './parameters.js';
import { Reading } from './reading.js';
import { idOf, noSuch } from './resource.controller.js';

const at: Schema = { type: 'string', format: 'date-time' };
const list = (description: string): Schema => ({ type: 'array', items: { type: 'object' }, description });
const MEETING_ID = ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } });

const VOTE: Schema = {
  type: 'object',
  properties: {
    votedAt: at,
    motion: { type: 'object', description: 'Who moved and seconded, its words, and those of its amendment.' },
    votes: list('Each member and the vote.'),
    present: { type: 'array', items: { type: 'string' }, description: 'Members in attendance, recused ones included.' },
    tally: { type: 'object', description: 'As it was counted at the vote.' },
    rule: { type: 'object', description: 'What adopted on that day.' },
    posting: list('Where and when the agenda was posted up to the vote.'),
    items: list('Each item with its notice, exceptions, comment, recusals, quorum, outcome, and the count as it stands.'),
  },
};

const MINUTES: Schema = {
  type: 'object',
  properties: {
    meetingId: { type: 'string', format: 'uuid' },
    version: { type: 'integer', description: 'Of the record of the meeting that they say.' },
    status: { type: 'string', enum: ['NONE', 'DRAFTED', 'APPROVED'] },
    kind: { type: 'string' },
    place: { type: 'string' },
    startsAt: at,
    convenedAt: at,
    adjournedAt: at,
    ending: { type: 'string' },
    attendance: list('Each member, from when to when, in the room or remote.'),
    items: list('Each item: comment heard, exceptions, recusals, motions, votes, and how it ended.'),
    remarks: { type: 'string', description: 'What the secretary added; public once the minutes are approved.' },
    corrections: { type: 'string' },
    approvedAt: at,
    approvedBy: { type: 'object', description: 'The item of a later meeting by which the Board approved them.' },
  },
};

const PACKET: Schema = {
  type: 'object',
  properties: {
    meeting: { type: 'object' },
    notice: { type: 'object', description: 'The hours that this kind of meeting needs, and the instant by which to post.' },
    items: list(
      'Each item with its notice, its text with what it changes and why, reviews, request, reports, and what is owed on it.',
    ),
    reportBacksOverdue: list('Due before the meeting, and not in.'),
    continuedMatters: list('Continued by earlier meetings, and on no agenda since.'),
    minutesToApprove: list('Of earlier meetings.'),
    owed: list('On the meeting itself: the role, the command that it waits for, and by when.'),
  },
};

/** What is put together from the record of a meeting. */
@ApiTags('Queries')
@Controller('v1/meetings')
export class MeetingsController {
  constructor(@Inject(Reading) private readonly reading: Reading) {}

  @Get(':id/votes')
  @DescribeQuery(
    {
      id: 'list-meeting-votes',
      summary: 'The record of each vote of a meeting: who, recusals, quorum, posting evidence, exceptions to notice.',
    },
    listOf(VOTE),
  )
  @MEETING_ID
  async votes(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    const key = idOf(id, 'meeting');
    readParameters(request.query, {});
    const read = async (database: EntityManager) => {
      const { meeting, items } = await recorded(database, key);
      return { items: votesOf(meeting, items) };
    };
    return this.reading.answer({ request, reply, caller }, { of: [MeetingView], read });
  }

  @Get(':id/minutes')
  @DescribeQuery(
    {
      id: 'read-meeting-minutes',
      summary: 'The minutes of a meeting, put together from what was recorded.',
      description: 'Before they are approved they say what is recorded so far.',
    },
    MINUTES,
  )
  @MEETING_ID
  async minutes(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    const key = idOf(id, 'meeting');
    readParameters(request.query, {});
    return this.reading.answer(
      { request, reply, caller },
      {
        of: [MeetingView],
        read: async (database, insight) => {
          const { meeting, items } = await recorded(database, key);
          return minutesOf(meeting, items, insight !== 'PUBLIC');
        },
      },
    );
  }
}

/** Work in progress: for those who prepare the meeting, and for those before whom it comes. */
@ApiTags('Queries')
@NeedsToken()
@Controller('v1/meetings')
export class PacketController {
  constructor(
    @Inject(Reading) private readonly reading: Reading,
    @Inject(Decisions) private readonly decisions: Decisions,
  ) {}

  @Get(':id/packet')
  @DescribeQuery(
    {
      id: 'read-meeting-packet',
      summary: 'What a meeting needs, and who owes it: for each item its text and reviews, reports, notice and what is open.',
      description: 'For everybody with a role but the public.',
    },
    PACKET,
    { forSome: true },
  )
  @MEETING_ID
  async packet(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    if (insightOf(caller) === 'PUBLIC') throw problem('not-for-this-role', 'A packet is read by those who prepare the meeting.');
    const key = idOf(id, 'meeting');
    readParameters(request.query, {});
    const profileOf = (version?: ProfileVersion): Profile => this.decisions.profileOf(version);
    return this.reading.answer(
      { request, reply, caller },
      {
        of: PACKET_VIEWS,
        changesWithTime: true,
        read: async (database) => {
          const packet = await packetOf(database, key, { now: new Date().toISOString(), profileOf });
          if (!packet) throw noSuch('meeting');
          return packet;
        },
      },
    );
  }
}

async function recorded(database: EntityManager, id: string): Promise<{ meeting: MeetingView; items: MeetingItemView[] }> {
  const meeting = await database.findOneBy(MeetingView, { id });
  if (!meeting) throw noSuch('meeting');
  return { meeting, items: await database.find(MeetingItemView, { where: { meetingId: id }, order: { number: 'ASC' } }) };
}
