/** The case that the demo enters, as the list of its steps: what random histories are made from. */
import { losAngeles } from '#jurisdiction';
import type { Profile } from '#kernel';
import { type CloudEvent, Player, type Step as PlayedStep, tell } from '../../apps/demo/src/story/index.js';
import { type Outcome, type Step, World } from './world.js';

/** Plays in a world of its own, and remembers the steps. */
class Teller extends Player {
  readonly told: Step[] = [];
  readonly world: World;

  constructor(profile: Profile) {
    super({ baseUrl: 'http://127.0.0.1', tokenFor: () => Promise.resolve(''), print: () => undefined, profile }, 0);
    this.world = new World(profile);
  }

  override async play(step: PlayedStep): Promise<string> {
    const { stream } = await this.enter(step, undefined);
    return stream.slice(stream.indexOf('/') + 1);
  }

  /** What follows is found by its record here, not by its cause. */
  override async playForCommand(step: PlayedStep): Promise<string> {
    await this.play(step);
    return '';
  }

  override async refused(step: PlayedStep, code: string): Promise<void> {
    await this.enter(step, code);
  }

  /** The last of its kind; what a clock brings about comes when the clock is due. */
  override async await(type: string, { subject }: Readonly<Record<string, string>>): Promise<CloudEvent> {
    const find = () => this.world.log.findLast(({ stream, event }) => event.type === type && (!subject || stream === subject));
    while (!find() && (await this.world.tick())) continue;
    const found = find();
    if (!found) throw new Error(`There is no ${type} of ${subject ?? 'anything'}.`);
    return { position: 0, type, subject: found.stream, time: found.occurredAt, actor: '' };
  }

  private async enter({ as, command, body, at }: PlayedStep, code: string | undefined): Promise<Outcome> {
    const newId = `0190aaaa-0000-7000-8000-${String(this.told.length).padStart(12, '0')}`;
    const step = { as, command, body: { ...body, occurredAt: this.city.at(at) }, newId };
    this.told.push(step);
    const outcome = await this.world.enter(step);
    const refused = typeof outcome.answer === 'string' ? outcome.answer : undefined;
    if (refused !== code) throw new Error(`${command} was ${refused ? `refused as ${refused}` : 'not refused'}.`);
    return outcome;
  }
}

/** The steps of the case in a place and what they come to; throws where one of them does not come to what the demo says. */
export async function theCase(
  profile: Profile = losAngeles,
): Promise<{ readonly steps: readonly Step[]; readonly world: World }> {
  const teller = new Teller(profile);
  await tell(teller);
  // The case has no clearance that new text outlives: with one, leaving the second review out shows whether it does.
  const refusedReview = teller.told.findIndex(({ command }) => command === 'record-legal-review');
  const review = teller.told[refusedReview];
  if (!review) throw new Error('The case has no legal review.');
  const newId = '0190eeee-0000-7000-8000-000000000001';
  const steps = teller.told.toSpliced(refusedReview + 1, 0, { ...review, as: 'city-attorney', newId });
  return { steps, world: teller.world };
}
