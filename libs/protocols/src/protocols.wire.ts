import {
  type Claim,
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
} from '#command-queue';
import { NO_SUCH_RECORD, TIME_IN_THE_FUTURE } from '#kernel';
import { adoptedText } from './domain/board-text.js';
import { draft } from './domain/draft.js';
import {
  BASE_NOT_IN_FORCE,
  CHANGE_KINDS,
  type ChangeKind,
  IDENTIFIER_TAKEN,
  NOT_THE_ADOPTED_TEXT,
  ONE_EFFECTIVE_VERSION,
  protocol,
  PROTOCOL_KINDS,
  type ProtocolFacts,
  type ProtocolKind,
  type ProtocolRegistered,
  type PutVersionInForce,
  type RegisterProtocol,
} from './domain/protocol.js';
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

class PutVersionInForceBody extends CommandBody {
  @RecordId()
  protocolId!: string;

  @RecordId({ about: 'The draft whose adopted text comes into force.' })
  draftId!: string;

  @Shaped(/^[0-9a-f]{64}$/, 'a'.repeat(64), { about: 'SHA-256 of that text, in hex.' })
  textHash!: string;

  @RecordId({ about: 'The order that puts it in force.' })
  orderId!: string;

  @OneOf(CHANGE_KINDS)
  change!: ChangeKind;

  @InstantField({ about: 'When the order took effect, not later than now.' })
  effectiveAt!: string;
}

export const protocolLifecycle = defineLifecycle({
  decider: protocol,
  commands: {
    'register-protocol': {
      body: RegisterProtocolBody satisfies new () => RegisterProtocol['data'],
      summary: 'Register a protocol of the department, with the version in force where there is one.',
      subject: 'new',
      roles: ['policy-author'],
      states: ['none'],
      rules: [IDENTIFIER_TAKEN, TIME_IN_THE_FUTURE],
      prepare: withTextHash,
    },
    'put-version-in-force': {
      body: PutVersionInForceBody satisfies new () => PutVersionInForce['data'],
      summary: 'Make the text that the Board adopted the version in force, or rescind the one that is, as an order says.',
      subject: 'protocolId',
      roles: ['system'],
      states: ['REGISTERED', 'IN_FORCE', 'RESCINDED'],
      rules: [ONE_EFFECTIVE_VERSION, BASE_NOT_IN_FORCE, NOT_THE_ADOPTED_TEXT, NO_SUCH_RECORD, TIME_IN_THE_FUTURE],
      facts: factsOfAdoption,
    },
  },
  events: {
    'protocol.registered': { schemaVersion: 1, visibility: 'PUBLIC', claims: identifierOf },
    'protocol.version-effective': { schemaVersion: 1, visibility: 'PUBLIC' },
    'protocol.version-rescinded': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});

function withTextHash(data: RegisterProtocol['data']): RegisterProtocol['data'] {
  const { inForce } = data;
  return inForce?.text === undefined ? data : { ...data, inForce: { ...inForce, textHash: textHashOf(inForce.text) } };
}

/** An identifier is the same however it is capitalised or surrounded by space. */
function identifierOf({ kind, identifier }: ProtocolRegistered['data']): Claim[] {
  return [{ scope: 'protocol', key: `${kind} ${identifier.trim().toLowerCase()}`, rule: IDENTIFIER_TAKEN }];
}

async function factsOfAdoption(read: FactReader, { draftId }: PutVersionInForce['data']): Promise<ProtocolFacts> {
  const state = await read.state(draft, draftId);
  const adopted = state && adoptedText(state);
  if (!adopted) return {};
  const { protocolId, text, textHash, baseVersion } = adopted;
  return { adopted: { protocolId, text, textHash, baseVersion } };
}
