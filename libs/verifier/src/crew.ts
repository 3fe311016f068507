/** The threads that verify: as many as there are cores, each doing one task at a time. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { Unreadable } from './findings.js';
import { type Assignment, Hand, type Kind, type Task, type Tasks } from './task.js';

type Answer = { readonly result: unknown } | { readonly error: string; readonly stack: string; readonly unreadable: boolean };

/** Whoever does tasks: threads, or the caller's own. */
interface Performer {
  perform(task: Task): Promise<unknown>;
  close(): Promise<unknown>;
}

export class Crew {
  private readonly free: Performer[];
  private readonly waiting: ((performer: Performer) => void)[] = [];

  private constructor(private readonly performers: readonly Performer[]) {
    this.free = [...performers];
  }

  /** `threads` may be 0: then everything is done in this one. */
  static async start(assignment: Assignment, threads: number): Promise<Crew> {
    if (threads === 0) return new Crew([await Hand.open(assignment, '0')]);
    return new Crew(Array.from({ length: threads }, () => new Thread(assignment)));
  }

  /** Throws what the task throws, {@link Unreadable} as such; and where a thread ends before it has answered. */
  async perform<K extends Kind>(task: Tasks[K][0] & { kind: K }): Promise<Tasks[K][1]> {
    const performer = this.free.pop() ?? (await new Promise<Performer>((resolve) => this.waiting.push(resolve)));
    try {
      return (await performer.perform(task)) as Tasks[K][1];
    } finally {
      const next = this.waiting.shift();
      if (next) next(performer);
      else this.free.push(performer);
    }
  }

  /** Does tasks side by side and hands on their results in the order of the tasks; only a few results wait for their turn. */
  async inOrder<K extends Kind>(
    tasks: Iterable<Tasks[K][0] & { kind: K }> | AsyncIterable<Tasks[K][0] & { kind: K }>,
    take: (result: Tasks[K][1], task: Tasks[K][0]) => Promise<void> | void,
  ): Promise<void> {
    const under: { task: Tasks[K][0]; result: Promise<Tasks[K][1]> }[] = [];
    const takeFirst = async (): Promise<void> => {
      const first = under.shift();
      if (first) await take(await first.result, first.task);
    };
    for await (const task of tasks) {
      const result = this.perform<K>(task);
      // Thrown when its turn comes.
      result.catch(() => undefined);
      under.push({ task, result });
      if (under.length > 2 * this.performers.length) await takeFirst();
    }
    while (under.length > 0) await takeFirst();
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.performers.map((performer) => performer.close()));
  }
}

class Thread implements Performer {
  private readonly worker: Worker;
  /** Why the thread ended by itself. */
  private ended: Error | undefined;
  private reject: ((error: Error) => void) | undefined;
  private closing = false;

  constructor(assignment: Assignment) {
    this.worker = new Worker(new URL('./worker.js', import.meta.url), { workerData: assignment });
    this.worker.on('error', (error: Error) => this.end(error));
    this.worker.on('exit', (code) => this.end(new Error(`exit code ${code}`)));
  }

  private end(error: Error): void {
    if (this.closing) return;
    this.ended ??= new Error(`A thread of the verification ended (${error.message}); nothing is said about the log.`, {
      cause: error,
    });
    this.reject?.(this.ended);
  }

  async perform(task: Task): Promise<unknown> {
    if (this.ended) throw this.ended;
    const broken = new Promise<never>((_, reject) => (this.reject = reject));
    const answered = once(this.worker, 'message') as Promise<[Answer]>;
    this.worker.postMessage(task);
    const [answer] = await Promise.race([answered, broken]);
    if ('result' in answer) return answer.result;
    if (answer.unreadable) throw new Unreadable(answer.error);
    throw new Error(answer.error, { cause: answer.stack });
  }

  close(): Promise<unknown> {
    this.closing = true;
    return this.worker.terminate();
  }
}
