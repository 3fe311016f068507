/** A thread: does one task after the other and answers each. */
import { parentPort, threadId, workerData } from 'node:worker_threads';
import { messageOf, Unreadable } from './findings.js';
import { type Assignment, Hand, type Task } from './task.js';

if (!parentPort) throw new Error('This is started as a thread.');
const port = parentPort;
const hand = Hand.open(workerData as Assignment, String(threadId));
// Thrown to whoever asks for something.
hand.catch(() => undefined);

port.on('message', (task: Task) => {
  hand
    .then((opened) => opened.perform(task))
    .then(
      (result) => port.postMessage({ result }),
      (error: unknown) =>
        port.postMessage({ error: messageOf(error), stack: (error as Error).stack, unreadable: error instanceof Unreadable }),
    );
});
