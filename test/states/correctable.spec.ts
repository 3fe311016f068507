/**
 * What corrections may change, against every event of the domain's stories: nothing that is a hash, an instant, a record or a person, and no field
 * of such a name, whatever a new event brings. That each type of entry is listed is the compiler's to say.
 */
import { catalog } from '#commission';
import { CORRECTABLE } from '#corrections';
import { Rejection } from '#kernel';
import { stories } from '../support/stories.js';

const places = Object.entries(CORRECTABLE).flatMap(([type, listed]) => listed.map((place) => [type, place] as const));
/** Written by administrators, or revoked and granted anew. */
const NEVER = /^(incident|delegation)\./;
/** What texts, their hashes, instants, persons and records are called. */
const FIXED_NAME =
  /([hH]ash|At|Id|Ids|sha256|by|By|signer|mover|seconder|author|member|holder|votes|vote|present|ayes|noes|profile|version)$/;
/** A place of its own right whose name sounds so: who asked to have an item pulled decides nothing, and the Mayor's wording is copied. */
const ALLOWED = ['meeting.item-pulled pulledBy', 'directive.registered issuedBy'];
const FIXED_VALUE = /^([0-9a-f]{64}|\d{4}-\d\d-\d\dT.*Z)$/;

describe('What a correction may change', () => {
  it('is said of every type of entry that the work writes, and of no other', () => {
    const types = catalog.lifecycles.flatMap(({ events }) => Object.keys(events)).filter((type) => !NEVER.test(type));
    expect(Object.keys(CORRECTABLE).sort()).toEqual(types.sort());
  });

  it.each(places)('%s %s: is no text under a hash, no person, no instant and no other record', (type, place) => {
    const name = place.split('/').at(-1) ?? '';
    expect(ALLOWED.includes(`${type} ${place}`) || !FIXED_NAME.test(name)).toBe(true);
  });

  it('is in all that the stories tell neither a hash nor an instant, and no text that a hash stands beside', async () => {
    const seen = new Set<string>();
    for (const { answer } of await stories()) {
      if (answer instanceof Rejection) continue;
      for (const { type, data } of answer) {
        const fields = data as Readonly<Record<string, unknown>>;
        for (const place of CORRECTABLE[type] ?? []) {
          const [field = ''] = place.split('/');
          const value = fields[field];
          if (value === undefined) continue;
          seen.add(type);
          expect([type, field, JSON.stringify(value).replaceAll('"', '')]).not.toEqual([
            type,
            field,
            expect.stringMatching(FIXED_VALUE),
          ]);
          if ('textHash' in fields) expect([type, field]).not.toEqual([type, 'text']);
        }
      }
    }
    expect(seen.size).toBeGreaterThan(40);
  });
});
