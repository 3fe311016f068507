const WORDS = 'words for people, in the detail of a refusal';

/**
 * Why a mutant may live: it changes nothing that can be seen (which the reason shows), or what it changes is shown by a test of another
 * folder (which the reason names). `was` and `becomes` are as the page shows them, on one line.
 */
export const REASONS = [
  {
    file: 'libs/directives/src/domain/directive.ts',
    was: '[]',
    becomes: ['["Stryker was here"]'],
    because: 'a directive of whose provisions nothing is known has none, and is refused by that whatever keys are open',
  },
  {
    file: 'libs/directives/src/domain/provision-record.ts',
    was: '`provision/${directiveId}`',
    becomes: ['``'],
    because: 'stored by the claims of the wire, and shown by `provisions.wire.spec.ts`',
  },
  {
    file: 'libs/directives/src/domain/provision.ts',
    was: "'moves its deadline'",
    becomes: ['""'],
    because: WORDS,
  },
  {
    file: 'libs/directives/src/domain/provision.ts',
    was: "'judges its evidence'",
    becomes: ['""'],
    because: WORDS,
  },
  {
    file: 'libs/requests/src/domain/bpc-number.ts',
    was: "''",
    becomes: ['"Stryker was here!"'],
    because: 'the year of what is no number is not used: its serial is none',
  },
  {
    file: 'libs/orders/src/domain/signing.ts',
    was: "'has no version in force'",
    becomes: ['""', '``'],
    because: WORDS,
  },
  {
    file: 'libs/orders/src/domain/signing.ts',
    was: '`has version ${versionInForce} in force`',
    becomes: ['""', '``'],
    because: WORDS,
  },
  {
    file: 'libs/orders/src/domain/signing.ts',
    was: "'The action of the Board behind this order is not attested.'",
    becomes: ['""', '``'],
    because: WORDS,
  },
  {
    file: 'libs/orders/src/domain/signing.ts',
    was: "'The Council can still undo the action of the Board behind this order.'",
    becomes: ['""', '``'],
    because: WORDS,
  },
  {
    file: 'libs/orders/src/domain/signing.ts',
    was: '`No draft of what this order does to protocol ${protocolId} is on record`',
    becomes: ['""', '``'],
    because: WORDS,
  },
  {
    file: 'libs/orders/src/domain/signing.ts',
    was: 'versionInForce === 0',
    becomes: ['true', 'false', 'versionInForce !== 0'],
    because: WORDS,
  },
  {
    file: 'libs/orders/src/domain/signing.ts',
    was: '[]',
    becomes: ['["Stryker was here"]'],
    because: 'nobody is called so; that the authors are unknown is noted as not evaluated either way',
  },
];
