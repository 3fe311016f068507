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
    because: 'words for people, in the detail of a refusal',
  },
  {
    file: 'libs/directives/src/domain/provision.ts',
    was: "'judges its evidence'",
    becomes: ['""'],
    because: 'words for people, in the detail of a refusal',
  },
  {
    file: 'libs/requests/src/domain/bpc-number.ts',
    was: "''",
    becomes: ['"Stryker was here!"'],
    because: 'the year of what is no number is not used: its serial is none',
  },
];
