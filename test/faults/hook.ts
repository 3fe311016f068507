/** A webhook of a fault run: registered over HTTP as anybody registers one, and followed by a receiver of its own. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Chance } from './chance.js';
import type { Client } from './client.js';
import type { Load } from './load.js';
import { type Asked, Receiver, type Received } from './receiver.js';
import type { Stage } from './stage.js';

/** Its owner asks for so many of the last entries once more, at most. */
const SENT_AGAIN = 40;
const PAUSE_MS = 50;
/** Where no api takes its owner's step within this time, the row's verdict says why. */
const OWNER_MS = 60_000;

export class Hook implements Received {
  private constructor(
    private readonly stage: Stage,
    private readonly load: Load,
    private readonly client: Client,
    readonly webhook: string,
    readonly asked: Asked,
    readonly receiver: Receiver,
  ) {}

  static async register(stage: Stage, load: Load, asked: Asked): Promise<Hook> {
    const client = load.client();
    const receiver = await Receiver.open();
    const { stream } = await client.send({
      role: 'commission-staff',
      command: 'register-webhook',
      body: { url: receiver.url, ...asked },
      key: load.mark(),
    });
    const webhook = stream?.split('/')[1];
    if (webhook === undefined) throw new Error('The webhook was not registered.');
    for (;;) {
      const { status, body } = await client.get(`/v1/webhooks/${webhook}/secret`);
      if (status === 200) receiver.learn((JSON.parse(body) as { secrets: string[] }).secrets);
      if (status === 200) return new Hook(stage, load, client, webhook, asked, receiver);
      await sleep(PAUSE_MS);
    }
  }

  get arrivals(): Received['arrivals'] {
    return this.receiver.arrivals;
  }

  get faults(): Received['faults'] {
    return this.receiver.faults;
  }

  /**
   * At a fault's end: its receiver takes everything, and its owner has the last entries sent again. With that all that waits is tried at once, be it
   * for minutes by the schedule, and what was sent before comes once more, for the judge to see under which id.
   */
  async comeToRest(chance: Chance): Promise<void> {
    this.receiver.calmDown();
    const { rows } = await this.stage.owner.query<{ first: string; last: string }>(
      `select min(position) filter (where stream = $1) + 1 as first, max(position) as last from log join events using (global_position)`,
      [`webhooks/${this.webhook}`],
    );
    const from = Math.max(Number(rows[0]?.first), Number(rows[0]?.last) - chance.whole(0, SENT_AGAIN));
    const body = { webhookId: this.webhook, from };
    const stream = `webhooks/${this.webhook}`;
    const again = { role: 'commission-staff', command: 'redeliver-webhook', body, key: this.load.mark(), stream } as const;
    await Promise.race([this.client.send(again), sleep(OWNER_MS, undefined, { ref: false })]);
  }
}
