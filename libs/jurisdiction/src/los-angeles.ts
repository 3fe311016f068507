import type { Profile } from '#kernel';

/** The Los Angeles Board of Police Commissioners. Nothing here is verified by a city attorney yet, and it says so. */
export const losAngeles: Profile = {
  id: 'los-angeles',
  version: 1,
  timeZone: 'America/Los_Angeles',
  board: {
    seats: 5,
    quorum: 3,
    ayesToAdopt: 3,
    recusedCountTowardQuorum: false,
    secondRequired: false,
  },
  noticeHours: { REGULAR: 72, SPECIAL: 24, EMERGENCY: 1 },
  legalObjection: 'block',
  requireAttestation: 'warn',
  sources: {
    'board.seats': { source: 'Los Angeles City Charter § 571', verified: false },
    'board.quorum': { source: 'Los Angeles City Charter § 503', verified: false },
    'board.ayesToAdopt': { source: 'Los Angeles City Charter § 503: a majority of the seats', verified: false },
    'board.recusedCountTowardQuorum': { source: 'a reading of the Political Reform Act, Gov. Code § 87100', verified: false },
    'board.secondRequired': { source: 'Board practice', verified: false },
    'noticeHours.REGULAR': { source: 'Gov. Code § 54954.2(a)', verified: false },
    'noticeHours.SPECIAL': { source: 'Gov. Code § 54956', verified: false },
    'noticeHours.EMERGENCY': { source: 'Gov. Code § 54956.5', verified: false },
    legalObjection: { source: 'Department practice', verified: false },
    requireAttestation: { source: 'Board practice: orders were issued before attestation', verified: false },
  },
};
