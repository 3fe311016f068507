/**
 * The tables of what each state waits for, against the lifecycles: every state of every machine is in them, and every step that they ask for is
 * one that the machine's own table allows from that state, for the roles that are asked.
 */
import { catalog } from '#commission';
import type { Lifecycle } from '#command-queue';
import { Rejection, type Transition } from '#kernel';
import { type Awaited, type Machine, MACHINES } from '#oversight';
import { stories } from '../support/stories.js';

type Table = Readonly<Record<string, Transition>>;

const lifecycleOf = (record: string): Lifecycle => {
  const found = catalog.lifecycles.find(({ decider }) => decider.streamType === record);
  if (!found) throw new Error(`There are no records ${record}.`);
  return found;
};
const tableOf = ({ record, part }: Pick<Machine, 'record' | 'part'>): Table => {
  const { transitions, parts } = lifecycleOf(record);
  return part === undefined ? transitions : (parts[part] ?? {});
};
const statesOf = (table: Table): string[] =>
  [...new Set(Object.values(table).flatMap(({ from, to }) => [...from, ...to]))].filter((state) => state !== 'none').sort();
const nameOf = ({ record, part }: Pick<Machine, 'record' | 'part'>): string => [record, part].filter(Boolean).join('.');

const every = MACHINES.flatMap((machine) =>
  Object.entries(machine.waiting).flatMap(([state, steps]) =>
    typeof steps === 'string'
      ? []
      : steps.map((step, nth) => [`${nameOf(machine)} ${state} ${nth + 1}: ${step.command}`, { machine, state, step }] as const),
  ),
);

describe('What a state waits for', () => {
  it('is told of every machine there is', () => {
    const machines = catalog.lifecycles.flatMap(({ decider: { streamType: record }, parts }) => [
      record,
      ...Object.keys(parts).map((part) => `${record}.${part}`),
    ]);
    expect(MACHINES.map(nameOf).sort()).toEqual(machines.sort());
  });

  it.each(MACHINES.map((machine) => [nameOf(machine), machine] as const))(
    'is told of every state of %s, and of no other',
    (_, machine) => {
      expect(Object.keys(machine.waiting).sort()).toEqual(statesOf(tableOf(machine)));
    },
  );

  it.each(MACHINES.map((machine) => [nameOf(machine), machine] as const))(
    'leaves no state of %s without words where nobody is asked',
    (_, { waiting }) => {
      for (const [state, steps] of Object.entries(waiting)) expect([state, steps.length]).not.toEqual([state, 0]);
    },
  );

  it.each(every)('is a step that is allowed then, and open to those who are asked: %s', (_, { machine, state, step }) => {
    const { command, on, or = [], roles, while: among } = step;
    const commands = [command, ...or];
    const lifecycle = lifecycleOf(on ?? machine.record);
    for (const name of commands) expect([name, Object.keys(lifecycle.commands)]).toEqual([name, expect.arrayContaining([name])]);
    const open = lifecycle.commands[command]?.roles ?? [];
    expect(open).toEqual(expect.arrayContaining([...(roles ?? [])]));
    const asked = open.filter((role) => role !== 'system' && (roles?.includes(role) ?? true));
    for (const name of commands) expect(lifecycle.commands[name]?.roles.some((role) => asked.includes(role))).toBe(true);
    if (on === undefined) {
      for (const name of commands) expect([name, tableOf(machine)[name]?.from]).toEqual([name, expect.arrayContaining([state])]);
      expect(lifecycle.transitions[command]?.from).toEqual(expect.arrayContaining([...(among ?? [])]));
    } else {
      // Taken on another record: what notes it here is a step of a reaction, allowed from this state.
      expect(on === machine.record && machine.part === undefined).toBe(false);
      if (step.notedBy !== undefined) expect(notedFrom(machine, step)).toEqual(expect.arrayContaining([state]));
    }
  });

  it('names no clock that no event starts', async () => {
    const kinds = new Set(
      (await stories()).flatMap(({ decider, answer }) => {
        const { events: specs } = lifecycleOf(decider.streamType);
        return answer instanceof Rejection
          ? []
          : answer.flatMap(({ type, data }) =>
              (specs[type]?.clocks?.(data) ?? []).flatMap((change) =>
                'start' in change ? [change.start.replace(/\d+$/, '')] : [],
              ),
            );
      }),
    );
    const named = every.flatMap(([, { step }]) =>
      step.due && 'clock' in step.due ? [/'([^']+)'/.exec(step.due.clock)?.[1]] : [],
    );
    expect(named.length).toBeGreaterThan(0);
    expect([...kinds]).toEqual(expect.arrayContaining(named));
  });
});

function notedFrom(machine: Machine, { notedBy = '' }: Awaited): readonly string[] | undefined {
  expect(lifecycleOf(machine.record).commands[notedBy]?.roles).toContain('system');
  return tableOf(machine)[notedBy]?.from;
}
