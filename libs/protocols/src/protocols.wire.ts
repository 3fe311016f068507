import {
  type Claim,
  type ClockChange,
  CommandBody,
  DateField,
  defineLifecycle,
  type FactReader,
  InstantField,
  OneOf,
  Part,
  RecordId,
  Shaped,
  Text,
  Texts,
} from '#command-queue';
import { factsOfAuthority } from '#authorities';
import { RESUMING, SUSPENDING, type SuspensionAsked, TIME_IN_THE_FUTURE } from '#kernel';
import { issuableText } from './domain/board-text.js';
import { sentWhole } from './domain/divided-text.js';
import { draft } from './domain/draft.js';
import { protocol, PROTOCOL_TRANSITIONS, VERSION_TRANSITIONS } from './domain/protocol.js';
import {
  CHANGE_KINDS,
  type ChangeInForce,
  type ChangeKind,
  PROTOCOL_KINDS,
  type ProtocolFacts,
  type ProtocolKind,
  type ProtocolRegistered,
  type PutActionInForce,
  type PutVersionInForce,
  type RegisterProtocol,
  type RescindVersion,
  type ResumeProtocol,
  type SuspendProtocol,
  type VersionEffective,
} from './domain/protocol-record.js';
import {
  BASE_NOT_IN_FORCE,
  EFFECT_BEFORE_ADOPTION,
  IDENTIFIER_TAKEN,
  NOT_THE_ADOPTED_TEXT,
  ONE_EFFECTIVE_VERSION,
  PILOT_ENDS_AFTER_IT_BEGINS,
  PILOT_RUNS,
} from './domain/protocol-rules.js';
import { textHashOf } from './text-hash.js';

class VersionInForceBody {
  @Text(500_000, { optional: true, about: 'Its text; absent where it is unavailable.' })
  text?: string;

  @DateField({ about: 'The day on whose first instant it became effective, not later than the day of the registration.' })
  since!: string;

  @Text(500, { about: 'Where the text and the day are known from: the order, the page, the edition.' })
  source!: string;
}

class RegisterProtocolBody extends CommandBody {
  @OneOf(PROTOCOL_KINDS)
  kind!: ProtocolKind;

  @Text(200, { about: 'As it is cited: `1/556.10`, `01.67.14`, a name or a subject. Unique within its kind.' })
  identifier!: string;

  @Text(500)
  title!: string;

  @Part(() => VersionInForceBody, { optional: true, about: 'The version that is in force already: it becomes version 1.' })
  inForce?: VersionInForceBody;
}

abstract class ProtocolBody extends CommandBody {
  @RecordId()
  protocolId!: string;
}

const TEXT_HASH = /^[0-9a-f]{64}$/;

abstract class ChangeInForceBody extends ProtocolBody {
  @OneOf(CHANGE_KINDS)
  change!: ChangeKind;

  @InstantField({ about: 'When it took effect, not later than now.' })
  effectiveAt!: string;

  @InstantField({ optional: true, about: 'Of a pilot: the instant at which its effect ends.' })
  expiresAt?: string;
}

class PutVersionInForceBody extends ChangeInForceBody {
  @RecordId({ optional: true, about: 'The draft whose adopted text comes into force; left out in an order of the past.' })
  draftId?: string;

  @Shaped(TEXT_HASH, 'a'.repeat(64), { optional: true, about: 'SHA-256 of that text, in hex.' })
  textHash?: string;

  @Text(500_000, { optional: true, about: 'Without a draft: what the order says, where it is known.' })
  text?: string;

  @RecordId({ about: 'The order that puts it in force.' })
  orderId!: string;
}

class PutActionInForceBody extends ChangeInForceBody {
  @RecordId({ about: 'The draft whose adopted text comes into force.' })
  draftId!: string;

  @Shaped(TEXT_HASH, 'a'.repeat(64), { about: 'SHA-256 of that text, in hex.' })
  textHash!: string;

  @RecordId({ about: 'The action by which the Board adopted the text.' })
  boardActionId!: string;

  @Text(500, { about: 'Where an order was looked for, and what says that the text took effect.' })
  source!: string;
}

class RescindVersionBody extends ProtocolBody {
  @RecordId({ about: 'The order that was rescinded.' })
  orderId!: string;

  @InstantField()
  effectiveAt!: string;
}

class ExpireVersionBody extends ProtocolBody {}

abstract class SuspensionBody extends ProtocolBody {
  @RecordId({ about: 'The legal authority whose status says so.' })
  authorityId!: string;

  @Text(300, { about: 'The scope of that status, in the words in which it is recorded.' })
  scope!: string;
}

class SuspendProtocolBody extends SuspensionBody {
  @Texts(200, {
    optional: true,
    atMost: 50,
    about: 'The ids of the sections that are suspended, which the text has; the whole where it is left out.',
  })
  sections?: string[];
}

class ResumeProtocolBody extends SuspensionBody {
  @Texts(200, {
    optional: true,
    atMost: 50,
    about: 'The sections that are resumed; all that was suspended so where it is left out.',
  })
  sections?: string[];
}

const CHANGING = [ONE_EFFECTIVE_VERSION, BASE_NOT_IN_FORCE, NOT_THE_ADOPTED_TEXT, TIME_IN_THE_FUTURE, PILOT_ENDS_AFTER_IT_BEGINS];

export const protocolLifecycle = defineLifecycle({
  decider: protocol,
  transitions: PROTOCOL_TRANSITIONS,
  past: true,
  parts: { ProtocolVersion: VERSION_TRANSITIONS },
  commands: {
    'register-protocol': {
      body: RegisterProtocolBody satisfies new () => RegisterProtocol['data'],
      summary: 'Register a protocol of the department, with the version in force where there is one.',
      subject: 'new',
      roles: ['policy-author'],
      rules: [IDENTIFIER_TAKEN, TIME_IN_THE_FUTURE],
      prepare: withTextHash,
    },
    'put-version-in-force': {
      body: PutVersionInForceBody satisfies new () => PutVersionInForce['data'],
      summary: 'Make the text that the Board adopted the version in force, or rescind the one that is, as an order says.',
      subject: 'protocolId',
      roles: ['system'],
      rules: CHANGING,
      facts: factsOfAdoption,
    },
    'put-action-in-force': {
      body: PutActionInForceBody satisfies new () => PutActionInForce['data'],
      summary: 'Record that the text which the Board adopted took effect by its action, where no order is located.',
      subject: 'protocolId',
      roles: ['commission-staff'],
      rules: [...CHANGING, EFFECT_BEFORE_ADOPTION],
      facts: factsOfAdoption,
    },
    'rescind-version': {
      body: RescindVersionBody satisfies new () => RescindVersion['data'],
      summary: 'End the effect of the version that a rescinded order put in force, where it still is.',
      subject: 'protocolId',
      roles: ['system'],
      rules: [],
    },
    'expire-version': {
      body: ExpireVersionBody,
      summary: 'End a pilot at the instant that was set for it.',
      subject: 'protocolId',
      roles: ['system'],
      rules: [PILOT_RUNS],
    },
    'suspend-protocol': {
      body: SuspendProtocolBody satisfies new () => SuspendProtocol['data'],
      summary: 'Record that a legal status suspends the version in force, wholly or by sections.',
      subject: 'protocolId',
      roles: ['city-attorney'],
      rules: SUSPENDING,
      facts: (read: FactReader, { authorityId }: SuspensionAsked) => factsOfAuthority(read, authorityId),
    },
    'resume-protocol': {
      body: ResumeProtocolBody satisfies new () => ResumeProtocol['data'],
      summary: 'Record that what a legal status suspended is in effect again.',
      subject: 'protocolId',
      roles: ['city-attorney'],
      rules: RESUMING,
      facts: (read: FactReader, { authorityId }: SuspensionAsked) => factsOfAuthority(read, authorityId),
    },
  },
  events: {
    'protocol.registered': { schemaVersion: 1, visibility: 'PUBLIC', claims: identifierOf },
    'protocol.version-effective': { schemaVersion: 2, lifts: [sentWhole], visibility: 'PUBLIC', clocks: clocksOfVersion },
    'protocol.version-rescinded': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [STOP_PILOT] },
    'protocol.version-expired': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [STOP_PILOT] },
    'protocol.paused': { schemaVersion: 1, visibility: 'PUBLIC' },
    'protocol.resumed': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});

function withTextHash(data: RegisterProtocol['data']): RegisterProtocol['data'] {
  const { inForce } = data;
  return inForce?.text === undefined ? data : { ...data, inForce: { ...inForce, textHash: textHashOf(inForce.text) } };
}

const STOP_PILOT: ClockChange = { stop: 'pilot-end' };

/** The version that follows a pilot ends its clock, unless it is a pilot itself. */
function clocksOfVersion({ effectiveAt, expiresAt }: VersionEffective['data']): readonly ClockChange[] {
  if (expiresAt === undefined) return [STOP_PILOT];
  return [
    {
      start: 'pilot-end',
      dueAt: expiresAt,
      rule: 'A pilot ends at the instant that the order names.',
      inputs: { effectiveAt, expiresAt },
      command: 'expire-version',
    },
  ];
}

/** An identifier is the same however it is capitalised or surrounded by space. */
function identifierOf({ kind, identifier }: ProtocolRegistered['data']): Claim[] {
  return [{ scope: 'protocol', key: `${kind} ${identifier.trim().toLowerCase()}`, rule: IDENTIFIER_TAKEN }];
}

async function factsOfAdoption(read: FactReader, { draftId }: ChangeInForce): Promise<ProtocolFacts> {
  const state = draftId === undefined ? undefined : await read.state(draft, draftId);
  const adopted = state && issuableText(state);
  if (!adopted) return {};
  const { protocolId, text, sections, textHash, baseVersion, boardActionId, adoptedAt, unavailable } = adopted;
  return {
    adopted: {
      ...{ protocolId, text, sections, textHash, baseVersion },
      ...(boardActionId === undefined ? {} : { boardActionId }),
      ...(adoptedAt === undefined ? {} : { adoptedAt }),
      ...(unavailable ? { unavailable } : {}),
    },
  };
}
