/** What can be erased is kept and repeated nowhere else: by the specifications of the events, and by what follows from them. */
import { catalog, projections, reactions } from './contexts.js';

const types = ['command.refused', ...catalog.eventSpecs.keys()].filter((type) => catalog.isErasable(type));

it('What can be erased is what people said, and what a refusal tells', () => {
  expect(types.sort()).toEqual(['command.refused', 'comment.received']);
});

describe.each(types)('%s', (type) => {
  it('takes no key, starts no clock, has no effect and leads to no command, which would keep what it says', () => {
    const { claims, clocks, effect } = catalog.eventSpecs.get(type) ?? {};
    expect({ claims, clocks, effect }).toEqual({});
    expect(reactions.filter(({ on }) => on === type)).toEqual([]);
  });

  it.each(projections.filter(({ on }) => Object.hasOwn(on, type)).map((view) => [view.name, view] as const))(
    'leaves in the view %s what the view says is left',
    (_name, { erased = {}, fill }) => {
      expect(Object.keys(erased)).toContain(type);
      // A statement that fills a view at once knows of no erasure.
      expect(fill).toBeUndefined();
    },
  );
});
