/** A log of 600 entries, and what can be done to them. */
import { packageOf, seal, specEvents } from './spec-log.js';

export const EVENTS = specEvents(600);
export const ENTRIES = seal(EVENTS);
export const EARLIER = [50, 100, 150, 200, 300, 500];
export const PACKAGE = packageOf(EVENTS, EARLIER);
const edited = (entry: Buffer): Buffer => Buffer.from(entry.toString().replace('officer-1', 'officer-2'));

/** What was done, the entries then, and what is found: below the tree that was signed, and with a tree that was made to fit. */
export const TAMPERINGS: readonly (readonly [string, readonly Buffer[], string, string])[] = [
  ['an entry is edited', ENTRIES.with(299, edited(ENTRIES[299])), 'edited 300', 'rewritten 201–300'],
  ['an entry is deleted', ENTRIES.toSpliced(99, 1), 'deleted 100', 'rewritten 51–100'],
  ['five entries are deleted', ENTRIES.toSpliced(299, 5), 'deleted 300', 'rewritten 201–300'],
  ['an entry is inserted', ENTRIES.toSpliced(19, 0, edited(ENTRIES[9])).slice(0, -1), 'inserted 20', 'rewritten 1–20'],
  ['an entry is copied in between', ENTRIES.toSpliced(19, 0, ENTRIES[9]).slice(0, -1), 'inserted 20', 'rewritten 1–20'],
  ['two entries are swapped', ENTRIES.with(10, ENTRIES[300]).with(300, ENTRIES[10]), 'swapped 11', 'rewritten 1–11'],
  [
    'entries are put in another order',
    ENTRIES.toSpliced(10, 5, ...ENTRIES.slice(11, 15), ENTRIES[10]),
    'resequenced 11',
    'rewritten 1–50',
  ],
  ['the tail is cut off', ENTRIES.slice(0, 400), 'truncated 401', 'truncated 301–401'],
  ['the last entry is cut off', ENTRIES.slice(0, 599), 'truncated 600', 'truncated 501–600'],
];
