import { type ClockChange, CommandBody, defineLifecycle, InstantField, OneOf, RecordId, Text } from '#command-queue';
import { type Role, ROLES } from '#kernel';
import {
  DELEGATES_OWN_ROLE,
  DELEGATES_TO_ANOTHER,
  type DelegateRole,
  delegation,
  DELEGATION_IS_TIME_BOXED,
  DELEGATION_TRANSITIONS,
  REVOKED_BY_ITS_GRANTER,
  type RevokeDelegation,
  type RoleDelegated,
} from './domain/delegation.js';

const HUMAN_ROLES = ROLES.filter((role) => role !== 'system' && role !== 'public');

class DelegateRoleBody extends CommandBody {
  @Text(255, { about: 'The subject of the token of the one who may act.' })
  to!: string;

  @OneOf(HUMAN_ROLES, { about: 'A role of the sender.' })
  role!: Role;

  @InstantField({ about: 'From when on; an instant that has passed means now.' })
  from!: string;

  @InstantField({ about: 'The first instant at which it stands no more.' })
  until!: string;

  @Text(2_000)
  reason!: string;
}

class RevokeDelegationBody extends CommandBody {
  @RecordId()
  delegationId!: string;

  @Text(2_000)
  reason!: string;
}

class ExpireDelegationBody extends CommandBody {
  @RecordId()
  delegationId!: string;
}

const ENDS = 'delegation-ends';

export const delegationLifecycle = defineLifecycle({
  decider: delegation,
  transitions: DELEGATION_TRANSITIONS,
  commands: {
    'delegate-role': {
      body: DelegateRoleBody satisfies new () => DelegateRole['data'],
      summary: 'Let somebody act for a while in a role of yours; every event of theirs under it names you too.',
      subject: 'new',
      roles: HUMAN_ROLES,
      inRole: 'role',
      rules: [DELEGATES_OWN_ROLE, DELEGATES_TO_ANOTHER, DELEGATION_IS_TIME_BOXED],
    },
    'revoke-delegation': {
      body: RevokeDelegationBody satisfies new () => RevokeDelegation['data'],
      summary: 'End a delegation before its time, and with it whatever was granted under it.',
      subject: 'delegationId',
      roles: HUMAN_ROLES,
      rules: [REVOKED_BY_ITS_GRANTER],
    },
    'expire-delegation': {
      body: ExpireDelegationBody,
      summary: 'Note that a delegation has come to its end.',
      subject: 'delegationId',
      roles: ['system'],
      rules: [],
    },
  },
  events: {
    'delegation.granted': { schemaVersion: 1, visibility: 'INTERNAL', clocks: ending },
    'delegation.revoked': { schemaVersion: 1, visibility: 'INTERNAL', clocks: () => [{ stop: ENDS }] },
    'delegation.expired': { schemaVersion: 1, visibility: 'INTERNAL', clocks: () => [{ stop: ENDS }] },
  },
});

function ending({ until }: RoleDelegated['data']): ClockChange[] {
  return [
    {
      start: ENDS,
      dueAt: until,
      rule: 'A delegation ends at the instant that it names.',
      inputs: { until },
      command: 'expire-delegation',
    },
  ];
}
