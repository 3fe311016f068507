import { cloudEventType, type CommandReport, COMMAND_STATUSES, type CommandStatus } from '#event-log';
import { ApiProperty } from '@nestjs/swagger';
import { ProblemDetails, refusalBody } from '../errors/problem.js';

export class SubjectRef {
  @ApiProperty({ example: 'directives', description: 'The first segment of its path under /v1.' })
  type!: string;

  @ApiProperty({ format: 'uuid' })
  id!: string;
}

/** A command that was taken. */
export class AcceptedCommand {
  @ApiProperty({ format: 'uuid' })
  id!: string;

  @ApiProperty({ example: 'register-directive' })
  name!: string;

  @ApiProperty({
    enum: COMMAND_STATUSES,
    description: '`failed` is an incident of ours; the command is kept, and may be taken up again.',
  })
  status!: CommandStatus;

  @ApiProperty({
    type: SubjectRef,
    description: 'The record that it is about; of a new one, its id, which is 404 if the command is refused.',
  })
  subject!: SubjectRef;

  @ApiProperty({ format: 'date-time' })
  acceptedAt!: string;
}

export class EventRef {
  @ApiProperty({ description: 'Its place in the log, from 1.' })
  position!: number;

  @ApiProperty({ example: 'gov.commission.draft.submitted.v1' })
  type!: string;
}

/** A command and what became of it. */
export class CommandStatusReport extends AcceptedCommand {
  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  settledAt!: string | null;

  @ApiProperty({ description: 'Tries that ended in a fault of ours.' })
  attempts!: number;

  @ApiProperty({ type: [EventRef] })
  events!: readonly EventRef[];

  @ApiProperty({ type: ProblemDetails, required: false })
  rejection?: Omit<ProblemDetails, 'instance' | 'traceId'>;

  @ApiProperty({ required: false, description: 'Of an incident, for an administrator.' })
  fault?: string;
}

export class DryRunEvent {
  @ApiProperty({ example: 'gov.commission.draft.submitted.v1' })
  type!: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  data!: unknown;
}

export class DryRunReport {
  @ApiProperty({ enum: [true] })
  dryRun!: true;

  @ApiProperty({ enum: ['would-succeed'] })
  outcome!: 'would-succeed';

  @ApiProperty({ type: [DryRunEvent] })
  events!: readonly DryRunEvent[];
}

export function subjectOf(stream: string): SubjectRef {
  const slash = stream.indexOf('/');
  return { type: stream.slice(0, slash), id: stream.slice(slash + 1) };
}

export const commandPath = (id: string): string => `/v1/commands/${id}`;

export function statusReport({
  id,
  name,
  status,
  stream,
  acceptedAt,
  settledAt,
  attempts,
  rejection,
  events,
}: CommandReport): CommandStatusReport {
  return {
    id,
    name,
    status,
    subject: subjectOf(stream),
    acceptedAt,
    settledAt,
    attempts,
    events: events.map(({ position, type, schemaVersion }) => ({ position, type: cloudEventType(type, schemaVersion) })),
    ...(rejection ? { rejection: refusalBody(rejection, id) } : {}),
  };
}
