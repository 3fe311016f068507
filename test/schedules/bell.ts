import type { Doorbell, Ring } from '#command-queue';
import type { Actor } from './stage.js';

/** A ring that waits to be answered, or is being answered. */
export interface Delivery {
  readonly ring: Ring;
  /** Whether an earlier answer to it died. */
  readonly again: boolean;
}

/**
 * The queue as a list that the schedule works on. Nothing that counts is in a queue, so all that the machinery may rely on is its
 * front: a ring is perhaps answered, by anybody, in any order, more than once. BullMQ keeps some of this promise better than it has to;
 * the list keeps it as badly as it may, and does by choice what takes a killed process or an emptied Redis there: it loses, doubles,
 * forgets everything under a new epoch, and delivers what a dead worker had once more and says so. Like BullMQ it takes no second ring
 * for a command while the first one waits or is being answered. That BullMQ itself keeps that much is seen in test/pipeline.
 */
export class Bell {
  readonly waiting: Delivery[] = [];
  private readonly answering = new Set<Delivery>();
  private life = 1;

  /** Its front, as an actor has it: each call is a step. */
  frontFor(actor: Actor): Pick<Doorbell, 'ring' | 'epoch'> {
    return {
      ring: (rings) =>
        rings.length === 0 ? Promise.resolve(true) : actor.step(`rings ${rings.length}`, () => Promise.resolve(this.ring(rings))),
      epoch: () => actor.step('asks for the epoch', () => Promise.resolve(`life ${this.life}`)),
    };
  }

  private ring(rings: readonly Ring[]): boolean {
    for (const ring of rings) if (!this.has(ring.commandId)) this.waiting.push({ ring, again: false });
    return true;
  }

  private has(commandId: string): boolean {
    return [...this.waiting, ...this.answering].some(({ ring }) => ring.commandId === commandId);
  }

  take(nth: number): Delivery {
    const [delivery] = this.waiting.splice(nth % this.waiting.length, 1);
    if (!delivery) throw new Error('No ring is waiting.');
    this.answering.add(delivery);
    return delivery;
  }

  answered(delivery: Delivery): void {
    this.answering.delete(delivery);
  }

  /** Its answer threw, or died: it comes again, unless the queue has forgotten it meanwhile. */
  comesAgain(delivery: Delivery, died: boolean): void {
    if (this.answering.delete(delivery)) this.waiting.push({ ring: delivery.ring, again: died || delivery.again });
  }

  lose(nth: number): void {
    this.waiting.splice(nth % this.waiting.length, 1);
  }

  double(nth: number): void {
    const delivery = this.waiting[nth % this.waiting.length];
    if (delivery) this.waiting.push({ ...delivery });
  }

  empty(): void {
    this.waiting.length = 0;
    this.answering.clear();
    this.life++;
  }
}
