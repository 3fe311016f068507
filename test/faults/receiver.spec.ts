/** The receiver of a fault run: what it takes, what it names as wrong, and that it fails in each of its ways. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Webhook } from 'standardwebhooks';
import { Chance } from './chance.js';
import { Receiver } from './receiver.js';

const SECRET = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
const signer = new Webhook(SECRET);

let receiver: Receiver;
beforeEach(async () => {
  receiver = await Receiver.open();
  receiver.learn([SECRET]);
});
afterEach(() => receiver.close());

const bodyOf = (position: number) => JSON.stringify({ id: `event-${position}`, position, subject: 'drafts/d' });

/** The status that it answers with; 0: none. */
async function post(position: number, body = bodyOf(position)): Promise<number> {
  const now = new Date();
  const headers = {
    'webhook-id': `w_${position}`,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': signer.sign(`w_${position}`, now, bodyOf(position)),
  };
  return fetch(receiver.url, { method: 'POST', headers, body }).then(
    ({ status }) => status,
    () => 0,
  );
}

it('It takes what is signed, and keeps it', async () => {
  expect([await post(1), await post(2)]).toEqual([204, 204]);
  expect(receiver.arrivals).toMatchObject([
    { id: 'w_1', position: 1, event: 'event-1', subject: 'drafts/d', turn: 1, takenTurn: 2 },
    { id: 'w_2', position: 2, turn: 3, takenTurn: 4 },
  ]);
  expect(receiver.faults).toEqual([]);
});

it('What the package does not verify is a fault, and no arrival', async () => {
  expect(await post(1, bodyOf(2))).toBe(400);
  expect(receiver.arrivals).toEqual([]);
  expect(receiver.faults).toEqual([expect.stringContaining('The signature does not fit')]);
});

it('By chance it refuses, breaks off before it answers or within, or hangs; calm again, it takes all', async () => {
  receiver.beMoody(new Chance(3));
  const wanted = ['taken', 'refused', 'cut', 'half an answer'];
  const seen = new Set<string>();
  const answers: Promise<unknown>[] = [];
  for (let position = 1; position <= 1_000 && wanted.some((each) => !seen.has(each)); position++) {
    const before = receiver.arrivals.length;
    const answer = post(position);
    answers.push(answer);
    // What hangs is left hanging.
    const status = await Promise.race([answer, sleep(1_000)]);
    const taken = receiver.arrivals.slice(before).some(({ takenTurn }) => takenTurn !== undefined);
    if (status === 204 && taken) seen.add('taken');
    if (status === 500 && !taken) seen.add('refused');
    if (status === 200 && taken) seen.add('half an answer');
    if (status === 0 && !taken) seen.add('cut');
  }
  expect(wanted.filter((each) => !seen.has(each))).toEqual([]);
  receiver.calmDown();
  await Promise.all(answers);
  expect(await post(2_000)).toBe(204);
}, 60_000);
