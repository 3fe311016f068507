import { CommandBody, DateField, defineLifecycle, Flag, RecordId, Text, Whole } from '#command-queue';
import { TIME_IN_THE_FUTURE } from '#kernel';
import { directive, DIRECTIVE_TRANSITIONS, type RegisterDirective } from './domain/directive.js';

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

class ActivateDirectiveBody extends CommandBody {
  @RecordId()
  directiveId!: string;
}

export const directiveLifecycle = defineLifecycle({
  decider: directive,
  transitions: DIRECTIVE_TRANSITIONS,
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
  },
  events: {
    'directive.registered': { schemaVersion: 1, visibility: 'PUBLIC' },
    'directive.activated': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});
