/**
 * Random histories over the whole domain: the case of the demo with some steps left out, doubled, moved, sent by others, changed, and joined by
 * commands that it does not know. After each, what must always hold is judged from the log. `npm run histories` plays more of them.
 */
import { catalog } from '#commission';
import { profileFrom } from '#jurisdiction';
import fc from 'fast-check';
import { extrasOf } from './extras.js';
import { broken } from './invariants.js';
import { theCase } from './told.js';
import { later, twisted, twists } from './twists.js';
import { type Step, World } from './world.js';

const RUNS = Number(process.env['PROMULGATE_HISTORIES'] ?? 500);
const SEED = process.env['PROMULGATE_HISTORIES_SEED'];
const PATH = process.env['PROMULGATE_HISTORIES_PATH'];

const objecting = (step: Step): Step => ({ ...step, body: { ...step.body, outcome: 'OBJECTION' } });

describe('A random history', () => {
  const counts = { histories: 0, accepted: new Map<string, number>(), refused: new Map<string, number>() };
  const count = (of: Map<string, number>, key: string): unknown => of.set(key, (of.get(key) ?? 0) + 1);

  it('in which any one step is left out, comes at another time or to another outcome breaks nothing that must always hold', async () => {
    const { steps, world } = await theCase();
    expect(broken(world)).toEqual([]);
    for (const [place, step] of steps.entries()) {
      const instead = [
        [],
        [later(step, 1)],
        [later(step, -72)],
        ...(step.body['outcome'] === 'CLEARED' ? [[objecting(step)]] : []),
      ];
      for (const others of instead) {
        const tried = new World();
        for (const each of steps.toSpliced(place, 1, ...others)) await tried.enter(each);
        while (await tried.tick()) continue;
        expect([step.command, others, broken(tried)]).toEqual([step.command, others, []]);
      }
    }
  }, 120_000);

  it('that is the case itself comes to its end under the rules of another city', async () => {
    const { world } = await theCase(profileFrom('port-alder'));
    expect(broken(world)).toEqual([]);
    expect(world.log.filter(({ event }) => event.type === 'board-action.council-review-opened')).toEqual([]);
    expect(world.log.filter(({ event }) => event.type === 'report-back.accepted')).toHaveLength(2);
  });

  it('breaks nothing that must always hold', async () => {
    const { steps, world } = await theCase();
    const extras = await extrasOf(world);
    await fc.assert(
      fc.asyncProperty(twists, async (by) => {
        const tried = new World();
        for (const step of twisted(steps, extras, by)) await tried.enter(step);
        while (await tried.tick()) continue;
        for (const { step, answer } of tried.outcomes)
          if (typeof answer === 'string') count(counts.refused, answer);
          else count(counts.accepted, step.command);
        counts.histories++;
        if (counts.histories % 1_000 === 0) process.stderr.write(`${counts.histories} histories\n`);
        expect(broken(tried)).toEqual([]);
      }),
      { numRuns: RUNS, ...(SEED ? { seed: Number(SEED) } : {}), ...(PATH ? { path: PATH } : {}) },
    );
  }, 3_600_000);

  afterAll(() => {
    const sum = (of: Map<string, number>) => [...of.values()].reduce((all, each) => all + each, 0);
    const never = catalog.commands.filter(({ name }) => !counts.accepted.has(name)).map(({ name }) => name);
    process.stdout.write(
      [
        `${counts.histories} histories: ${sum(counts.accepted)} commands accepted of ${counts.accepted.size} kinds, ${sum(counts.refused)} refused by ${counts.refused.size} rules`,
        `never accepted: ${never.join(', ') || 'none'}`,
        '',
      ].join('\n'),
    );
  });
});
