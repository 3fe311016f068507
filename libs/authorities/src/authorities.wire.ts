import { CommandBody, DateField, defineLifecycle, type FactReader, OneOf, RecordId, Text } from '#command-queue';
import type { PlainDate } from '#kernel';
import {
  authority,
  AUTHORITY_TRANSITIONS,
  EFFECTIVE_BEFORE_ORDERED,
  LEGAL_STATUSES,
  type LegalStatus,
  entryOn,
  legalStatusOn,
  type RecordLegalStatus,
  type RegisterAuthority,
} from './domain/authority.js';

class RegisterAuthorityBody extends CommandBody {
  @Text(300, { about: 'As it is cited: `SB 627 (Ch. 125/2025; Gov. Code 7289)`.' })
  citation!: string;

  @Text(500)
  title!: string;
}

class RecordLegalStatusBody extends CommandBody {
  @RecordId()
  authorityId!: string;

  @Text(300, { about: 'To whom or to what this status applies: `federal officers`.' })
  scope!: string;

  @OneOf(LEGAL_STATUSES)
  status!: LegalStatus;

  @DateField()
  orderedOn!: string;

  @DateField({ about: 'From this day on the status holds; the day of the order or later.' })
  effectiveOn!: string;

  @Text(500, { about: 'The order or act: court, docket, date.' })
  source!: string;
}

/** What a hold or a suspension has to know of the authority that it cites. */
export interface AuthorityStanding {
  /** The scopes in which a status was ever recorded. */
  readonly scopes: readonly string[];
  readonly statusOn: (scope: string, date: PlainDate) => LegalStatus | undefined;
  /** The day from which that status holds. */
  readonly effectiveOn: (scope: string, date: PlainDate) => PlainDate | undefined;
}

/** How an authority stands, as the fact that a decision reads; nothing where it is not registered. */
export async function factsOfAuthority(
  read: FactReader,
  authorityId: string,
): Promise<{ readonly authority?: AuthorityStanding }> {
  const cited = await read.state(authority, authorityId);
  if (!cited || cited.status === 'none') return {};
  return {
    authority: {
      scopes: cited.standing.map(({ scope }) => scope),
      statusOn: (scope, date) => legalStatusOn(cited, scope, date),
      effectiveOn: (scope, date) => entryOn(cited, scope, date)?.effectiveOn,
    },
  };
}

export const authorityLifecycle = defineLifecycle({
  decider: authority,
  transitions: AUTHORITY_TRANSITIONS,
  past: true,
  commands: {
    'register-authority': {
      body: RegisterAuthorityBody satisfies new () => RegisterAuthority['data'],
      summary: 'Enter a statute, ordinance or rule whose standing matters to a provision or an order.',
      subject: 'new',
      roles: ['city-attorney'],
      rules: [],
    },
    'record-legal-status': {
      body: RecordLegalStatusBody satisfies new () => RecordLegalStatus['data'],
      summary: 'Record what a court or a legislature ordered about an authority, in a scope, from a day on.',
      subject: 'authorityId',
      roles: ['city-attorney'],
      rules: [EFFECTIVE_BEFORE_ORDERED],
    },
  },
  events: {
    'authority.registered': { schemaVersion: 1, visibility: 'PUBLIC' },
    'authority.status-recorded': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});
