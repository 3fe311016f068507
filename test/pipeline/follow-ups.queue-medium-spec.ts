import { catalog, reactions } from '#commission';
import { ClockKeeper, Doorbell, ReactionRunner } from '#command-queue';
import { createHash } from 'node:crypto';
import { openTestbed, type Testbed } from '../support/testbed.js';

const never = (error: Error): never => {
  throw error;
};

describe('What follows from an event', () => {
  let bed: Testbed;

  beforeEach(async () => {
    bed = await openTestbed();
    await bed.startWorker();
  }, 60_000);
  afterEach(() => bed.close(), 30_000);

  const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

  /** A draft under review whose comment period opened and closed in the past: two clocks that are due at once. */
  async function draftWithDueClocks(): Promise<string> {
    const protocol = await bed.send('register-protocol', { kind: 'FORM', identifier: '01.67.14', title: 'Form' });
    await bed.settled([protocol.id]);
    const draft = await bed.send('open-draft', { protocolId: protocol.subjectId, origin: 'DEPARTMENT', title: 'Form' });
    const draftId = draft.subjectId;
    const version = { draftId, text: 'synthetic', textHash: sha256('synthetic'), baseVersion: 0, changeSummary: 'first' };
    const ids = [draft.id];
    for (const [name, body] of [
      ['save-draft-version', version],
      ['submit-draft', { draftId }],
      ['schedule-public-comment', { draftId, opensAt: '2026-03-02T17:00:00.000Z', closesAt: '2026-03-10T00:00:00.000Z' }],
    ] as const)
      ids.push(
        (await bed.send(name, body, { occurredAt: '2026-03-01T00:00:00.000Z', actor: 'author', performedBy: 'author' })).id,
      );
    for (const report of await bed.settled(ids)) expect(report).toMatchObject({ status: 'succeeded' });
    return draftId;
  }

  async function eventsOf(stream: string, type: string): Promise<number> {
    const { rows } = await bed.pool.query('select 1 from events where stream = $1 and type = $2', [stream, type]);
    return rows.length;
  }

  async function until(condition: () => Promise<boolean>): Promise<void> {
    for (let tries = 0; tries < 400; tries++) {
      if (await condition()) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error('It did not come to that.');
  }

  it('by a clock happens once, although three keepers look at it', async () => {
    const bell = new Doorbell(bed.settings.doorbell, never);
    const keepers = [1, 2].map(() => new ClockKeeper(bed.pool, catalog, bell, never));
    for (const keeper of keepers) keeper.start();
    const draftId = await draftWithDueClocks();
    await until(async () => (await eventsOf(`drafts/${draftId}`, 'draft.comment-closed')) > 0);
    await Promise.all(keepers.map((keeper) => keeper.round()));
    await Promise.all(keepers.map((keeper) => keeper.stop()));
    await bell.close();
    expect(await eventsOf(`drafts/${draftId}`, 'draft.comment-opened')).toBe(1);
    expect(await eventsOf(`drafts/${draftId}`, 'draft.comment-closed')).toBe(1);
    const { rows } = await bed.pool.query("select 1 from commands where actor like 'clock:%'");
    expect(rows).toHaveLength(2);
  }, 60_000);

  it('by a reaction happens once, although the reactions lose their place and see the event again', async () => {
    const commands = async (): Promise<number> =>
      (await bed.pool.query("select 1 from commands where actor like 'reaction:%'")).rows.length;
    const directive = await bed.send('register-directive', {
      number: 17,
      label: 'ED 17',
      issuedBy: 'Mayor',
      signedOn: '2026-02-10',
    });
    await bed.settled([directive.id]);
    const provision = await bed.send('add-provision', {
      directiveId: directive.subjectId,
      key: '2',
      verb: 'REQUEST',
      addressee: 'Board',
      text: 'x',
    });
    await bed.settled([provision.id]);
    const due = {
      source: { type: 'provisions', id: provision.subjectId },
      subject: 'monthly',
      dueOn: '2026-04-17',
      recurs: 'MONTHLY',
    };
    const first = await bed.send('schedule-report-back', due);
    await bed.settled([first.id]);
    const submitted = await bed.send('submit-report-back', {
      reportBackId: first.subjectId,
      nothingToReport: true,
      summary: 'none',
    });
    await bed.settled([submitted.id]);
    await until(async () => (await commands()) === 1);

    await bed.pool.query("update checkpoints set position = 0 where consumer like 'reaction:%'");
    const bell = new Doorbell(bed.settings.doorbell, never);
    const runner = new ReactionRunner(bed.pool, catalog, reactions, bell, never);
    runner.start();
    await until(async () => {
      const { rows } = await bed.pool.query<{ behind: number }>(
        "select count(*)::int as behind from checkpoints where consumer like 'reaction:%' and position < (select max(position) from log)",
      );
      return rows[0]?.behind === 0;
    });
    await runner.stop();
    await bell.close();
    expect(await commands()).toBe(1);
    const { rows } = await bed.pool.query("select 1 from events where type = 'report-back.scheduled'");
    expect(rows).toHaveLength(2);
  }, 60_000);
});
