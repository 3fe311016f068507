import { columnsOf } from './listing.js';
import { schemaOf } from './docs.js';
import { RESOURCES, shownOf } from './resources.js';

/** A row that tells the public as little as any. */
function guarded(entity: new () => object): { id: string } {
  const columns = Object.fromEntries(columnsOf(schemaOf(entity)).map((name) => [name, null]));
  return { id: '', ...columns, visibility: 'PRIVILEGED', tracks: { comment: { status: 'NONE' } } } as { id: string };
}

describe.each(RESOURCES.map((resource) => [resource.path, resource] as const))('The list of %s', (_path, resource) => {
  const { entity, sorts = [], filters } = resource;
  const shown = Object.keys(shownOf(resource, guarded(entity), 'PUBLIC'));

  it('goes by nothing that its readers are not shown: an order and a filter tell of what they go by', () => {
    expect(shown).toEqual(expect.arrayContaining([...sorts, ...filters]));
  });

  it('can be asked for by each property once', () => {
    expect(new Set(sorts).size).toBe(sorts.length);
    expect(new Set(filters).size).toBe(filters.length);
  });
});
