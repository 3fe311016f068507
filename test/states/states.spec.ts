/**
 * Every step in every state and every role, of every lifecycle and of the machines inside its records: what its table allows happens and
 * leads where the table says; everything else is refused. A step, a state or a role that no story leads to turns this red: tell the story
 * in the spec of its lifecycle.
 */
import { catalog } from '#commission';
import type { Lifecycle } from '#command-queue';
import { ROLES } from '#kernel';
import Table from 'cli-table3';
import { roleFor } from '../../apps/api/src/door/incoming.js';
import { stories } from '../support/stories.js';
import { Exploration } from './exploring.js';

const told = await stories();

/** Whether the door lets a command in that comes in this role, whatever its record's state. */
function isLetIn(lifecycle: Lifecycle, name: string, role: (typeof ROLES)[number]): boolean {
  const spec = lifecycle.commands[name];
  if (!spec) throw new Error(`There is no command ${name}.`);
  return roleFor({ name, lifecycle, spec }, [role], { actingUnder: undefined, asserted: false, role }) !== undefined;
}

describe('Every step in every state', () => {
  const table = new Table({
    head: ['record', 'states', 'steps', 'cells', 'allowed', 'refused: state', 'refused: role', 'never', 'tried'],
  });
  afterAll(() => process.stdout.write(`${table.toString()}\n`));

  it.each(catalog.lifecycles.map((lifecycle) => [lifecycle.decider.streamType, lifecycle] as const))(
    'of %s is allowed where its table says, leads where it says, and is refused elsewhere',
    (streamType, lifecycle) => {
      const own = told.filter(({ decider }) => decider.streamType === streamType);
      const found = new Exploration(lifecycle, own).explore();
      expect([...found.wrong]).toEqual([]);
      expect(found.unmet()).toEqual([]);

      const counts = { allowed: 0, state: 0, role: 0, never: 0 };
      for (const [step, { from, to }] of Object.entries(lifecycle.transitions))
        for (const role of ROLES) {
          const letIn = isLetIn(lifecycle, step, role);
          const named = lifecycle.commands[step]?.roles ?? [];
          expect([step, role, letIn]).toEqual([step, role, named.includes(role) || named.includes('public')]);
          for (const state of found.states) {
            if (!letIn) counts.role++;
            else if (!from.includes(state)) counts.state++;
            else if (to.length === 0) counts.never++;
            else counts.allowed++;
          }
        }
      const steps = Object.keys(lifecycle.transitions).length;
      const cells = found.states.length * steps * ROLES.length;
      expect(counts.allowed + counts.state + counts.role + counts.never).toBe(cells);
      const { allowed, state, role, never } = counts;
      table.push([streamType, found.states.length, steps, cells, allowed, state, role, never, found.tried].map(String));
    },
    300_000,
  );
});
