/** The retention schedules of the shipped profiles against the records that there are. */
import { profileFrom, SHIPPED } from '#jurisdiction';
import { catalog } from './contexts.js';

const lifecycles = new Map(catalog.lifecycles.map((lifecycle) => [lifecycle.decider.streamType, lifecycle]));

describe.each(SHIPPED)('The retention schedule of %s', (id) => {
  const series = Object.entries(profileFrom(id).retention);

  it.each(series)('%s: is of records that there are, and counts from events of theirs', (_name, { records, keep }) => {
    for (const kind of records) expect([kind, lifecycles.has(kind)]).toEqual([kind, true]);
    const events = records.flatMap((kind) => Object.keys(lifecycles.get(kind)?.events ?? {}));
    expect(events).toEqual(expect.arrayContaining(keep === 'PERMANENT' ? [] : [...keep.after]));
  });
});

it('Nothing is due in Los Angeles before a schedule of the City says so', () => {
  for (const { keep } of Object.values(profileFrom('los-angeles').retention)) expect(keep).toBe('PERMANENT');
});
