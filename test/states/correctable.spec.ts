/**
 * What corrections may change, against every event of the domain's stories: nothing that is a hash, an instant, a record or a person, and no field
 * of such a name, whatever a new event brings. That each type of entry is listed is the compiler's to say.
 */
import { catalog } from '#commission';
import { CORRECTABLE } from '#corrections';
import { Rejection } from '#kernel';
import { stories } from '../support/stories.js';

const places = Object.entries(CORRECTABLE).flatMap(([type, listed]) => listed.map((place) => [type, place] as const));
/** Written by administrators, by the feed itself or of the log itself, or ended and entered anew. */
const NEVER = /^(incident|delegation|reading|webhook|preservation-hold|erasure|log)\./;
/** What texts, their hashes, instants, persons and records are called. */
const FIXED_NAME =
  /([hH]ash|At|Id|Ids|sha256|by|By|signer|mover|seconder|author|member|holder|votes|vote|present|ayes|noes|profile|version)$/;
/** What sounds so and rests on nothing: who asked to have an item pulled, and whose paper a directive is. */
const RESTS_ON_NOTHING = ['meeting.item-pulled pulledBy', 'directive.registered issuedBy'];
/** What is counted anew, or told anew, by what was put right. */
const FOLLOWED = [
  'meeting.roll-call-recorded votes/*/vote',
  'protocol.version-effective effectiveAt',
  'protocol.version-effective expiresAt',
  'protocol.version-rescinded effectiveAt',
  'protocol.paused suspendedAt',
  'protocol.resumed resumedAt',
  'order.signed effectiveAt',
  'order.rescinded rescindedAt',
];
const ALLOWED = [...RESTS_ON_NOTHING, ...FOLLOWED];
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
          if (ALLOWED.includes(`${type} ${place}`)) continue;
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
