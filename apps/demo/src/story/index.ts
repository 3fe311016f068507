import { enterDirective } from './directive-acts.js';
import { writeDraft } from './draft-acts.js';
import { order, reportBack } from './order-acts.js';
import { type CloudEvent, Player } from './player.js';
import { issueRequest, seatBoard } from './request-acts.js';
import type { Stage } from './stage.js';
import { adopt, tryLatePosting } from './vote-acts.js';

export { printSummary } from './summary.js';
export { type CloudEvent, Player, type Step } from './player.js';
export type { Stage } from './stage.js';

/** Enters Executive Directive 17 through the public API, step by step, each with its own role's token; again is as good as once. */
export async function enterStory(stage: Stage): Promise<void> {
  stage.print('\nEntering Executive Directive 17; what is invented says "synthetic".\n');
  const count = new Count(stage);
  await tell(count);
  await tell(new Player(stage, count.counted));
}

/** The steps of the case, in their order. */
export async function tell(player: Player): Promise<void> {
  const { protocols } = await enterDirective(player);
  const boardId = await seatBoard(player);
  const requestId = await issueRequest(player, boardId, protocols);
  const drafted = await writeDraft(player, requestId);
  await tryLatePosting(player, boardId);
  const boardActionId = await adopt(player, boardId, drafted);
  await order(player, drafted, boardActionId);
  await reportBack(player, boardId, boardActionId, protocols);
}

/** Sends nothing, and counts what a player would send: shown as progress. */
class Count extends Player {
  counted = 0;

  constructor(stage: Stage) {
    super(stage, 0);
  }

  override play(): Promise<string> {
    this.counted++;
    return Promise.resolve('');
  }

  override playForCommand(): Promise<string> {
    return this.play();
  }

  override async refused(): Promise<void> {
    await this.play();
  }

  override await(type: string): Promise<CloudEvent> {
    return Promise.resolve({ position: 0, type, subject: '', time: '', actor: '' });
  }
}
