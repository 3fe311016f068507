/**
 * Why a mutant may live: it changes nothing that can be seen (which the reason shows), or what it changes is shown by a test of another
 * folder (which the reason names). `was` and `becomes` are as the page shows them, on one line.
 */
export const REASONS = [
  {
    file: 'libs/requests/src/domain/bpc-number.ts',
    was: "''",
    becomes: ['"Stryker was here!"'],
    because: 'the year of what is no number is not used: its serial is none',
  },
];
