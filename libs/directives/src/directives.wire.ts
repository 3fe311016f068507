import { CommandBody, DateField, defineLifecycle, type FactReader, Flag, RecordId, Text, Whole } from '#command-queue';
import { NO_SUCH_RECORD, TIME_IN_THE_FUTURE } from '#kernel';
import {
  directive,
  DIRECTIVE_TRANSITIONS,
  type DirectiveFacts,
  PROVISIONS_STILL_OPEN,
  type RegisterDirective,
  type RescindDirective,
  type SupersedeDirective,
  SUPERSEDES_ITSELF,
} from './domain/directive.js';
import { keyScopeOf } from './domain/provision-record.js';
import { provision } from './domain/provision.js';

class RegisterDirectiveBody extends CommandBody {
  @Whole(1, 9999, { about: 'As its issuer numbers it.' })
  number!: number;

  @Text(200, { about: 'How it is cited: `Executive Directive 17 (10 February 2026)`.' })
  label!: string;

  @Text(200, { about: 'The office that issued it.' })
  issuedBy!: string;

  @DateField({ about: 'The day of the signature, not later than today; deadlines are counted from it.' })
  signedOn!: string;

  @Flag({ optional: true, about: 'Invented, for a demonstration or a test.' })
  synthetic?: boolean;
}

abstract class DirectiveBody extends CommandBody {
  @RecordId()
  directiveId!: string;
}

class ActivateDirectiveBody extends DirectiveBody {}

class CloseDirectiveBody extends DirectiveBody {}

class SupersedeDirectiveBody extends DirectiveBody {
  @RecordId({ about: 'The directive that stands in its place.' })
  byDirectiveId!: string;

  @Text(2000)
  reason!: string;
}

class RescindDirectiveBody extends DirectiveBody {
  @Text(2000)
  reason!: string;
}

const ENDED: readonly string[] = ['SATISFIED', 'WITHDRAWN', 'DECLINED', 'SUPERSEDED'];

/** Every provision reads its directive when it is entered: none can come while the directive ends. */
async function factsOfEnd(read: FactReader): Promise<DirectiveFacts> {
  const entered = await read.holders(keyScopeOf(read.subjectId));
  const open: { key: string; id: string }[] = [];
  const announced: string[] = [];
  for (const { key, id } of entered) {
    const found = await read.state(provision, id);
    if (found?.status === 'DIVIDED') announced.push(...found.parts);
    else if (!found || !ENDED.includes(found.status)) open.push({ key, id });
  }
  const missing = announced.filter((part) => !entered.some(({ key }) => key === part));
  return {
    provisions: {
      openKeys: [...open.map(({ key }) => key), ...missing].sort(),
      openIds: open.map(({ id }) => id),
      any: entered.length > 0,
    },
  };
}

async function factsOfSupersession(read: FactReader, { byDirectiveId }: SupersedeDirective['data']): Promise<DirectiveFacts> {
  const successor = byDirectiveId === read.subjectId ? undefined : await read.state(directive, byDirectiveId);
  const successorKnown = successor !== undefined && successor.status !== 'none';
  return { ...(await factsOfEnd(read)), successorKnown };
}

export const directiveLifecycle = defineLifecycle({
  decider: directive,
  transitions: DIRECTIVE_TRANSITIONS,
  past: true,
  commands: {
    'register-directive': {
      body: RegisterDirectiveBody satisfies new () => RegisterDirective['data'],
      summary: 'Register a directive as it was signed.',
      subject: 'new',
      roles: ['mayor-liaison'],
      rules: [TIME_IN_THE_FUTURE],
    },
    'activate-directive': {
      body: ActivateDirectiveBody,
      summary: 'Put a registered directive to work.',
      subject: 'directiveId',
      roles: ['mayor-liaison'],
      rules: [],
    },
    'close-directive': {
      body: CloseDirectiveBody,
      summary: 'Close a directive of which every provision has ended.',
      subject: 'directiveId',
      roles: ['mayor-liaison'],
      rules: [PROVISIONS_STILL_OPEN],
      facts: factsOfEnd,
    },
    'supersede-directive': {
      body: SupersedeDirectiveBody satisfies new () => SupersedeDirective['data'],
      summary: 'Record that another directive stands in its place; what has not ended of it is superseded.',
      subject: 'directiveId',
      roles: ['mayor-liaison'],
      rules: [SUPERSEDES_ITSELF, NO_SUCH_RECORD],
      facts: factsOfSupersession,
    },
    'rescind-directive': {
      body: RescindDirectiveBody satisfies new () => RescindDirective['data'],
      summary: 'Record that a directive was taken back; what has not ended of it is withdrawn.',
      subject: 'directiveId',
      roles: ['mayor-liaison'],
      rules: [],
      facts: factsOfEnd,
    },
  },
  events: {
    'directive.registered': { schemaVersion: 1, visibility: 'PUBLIC' },
    'directive.activated': { schemaVersion: 1, visibility: 'PUBLIC' },
    'directive.closed': { schemaVersion: 1, visibility: 'PUBLIC' },
    'directive.superseded': { schemaVersion: 1, visibility: 'PUBLIC' },
    'directive.rescinded': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});
