import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Resolve, Sender, type SenderOptions } from './sender.js';

let server: Server;
let port: number;
let asked: string[] = [];
const senders: Sender[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    request.resume();
    if (request.url === '/redirects') response.writeHead(302, { location: '/elsewhere' }).end();
    else if (request.url === '/talks') response.writeHead(200).write(Buffer.alloc(200_000));
    else if (request.url === '/breaks') request.socket.destroy();
    else if (request.url !== '/hangs') response.writeHead(204).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  port = (server.address() as AddressInfo).port;
});
beforeEach(() => {
  asked = [];
});
afterEach(() => {
  for (const sender of senders.splice(0)) sender.close();
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

function senderWith(options: Partial<SenderOptions> = {}): Sender {
  const sender = new Sender({ allowPrivate: true, ...options });
  senders.push(sender);
  return sender;
}

const to = (path: string, host = '127.0.0.1', protocol = 'http') => `${protocol}://${host}:${port}${path}`;
/** A resolver that answers each question with the next of these. */
function resolving(...answers: string[][]): Resolve & { questions: number } {
  const resolve: Resolve & { questions: number } = Object.assign(
    ((_name, _options, callback) => {
      const addresses = answers[Math.min(resolve.questions++, answers.length - 1)] ?? [];
      callback(
        null,
        addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
      );
    }) as Resolve,
    { questions: 0 },
  );
  return resolve;
}

it('What a receiver answers is its status, whatever else it says', async () => {
  const sender = senderWith();
  expect(await sender.post(to('/takes'), {}, '{}')).toEqual({ status: 204 });
  expect(await sender.post(to('/talks'), {}, '{}')).toEqual({ status: 200 });
});

it('A redirect is an answer, and is not followed', async () => {
  expect(await senderWith().post(to('/redirects'), {}, '{}')).toEqual({ status: 302 });
  expect(asked).toEqual(['POST /redirects']);
});

it('Who breaks off or keeps silent has not answered', async () => {
  expect(await senderWith().post(to('/breaks'), {}, '{}')).toEqual({ fault: 'ECONNRESET' });
  expect(await senderWith({ patienceMs: 50 }).post(to('/hangs'), {}, '{}')).toEqual({ fault: 'No answer came in time.' });
});

describe('Where the operator does not allow it', () => {
  const guarded = { allowPrivate: false } as const;

  it('nothing is sent without TLS, nor to an address inside a network', async () => {
    const sender = senderWith({ ...guarded, resolve: resolving(['8.8.8.8']) });
    for (const url of [
      to('/'),
      to('/', 'receiver.example'),
      to('/', '127.0.0.1', 'https'),
      to('/', '[::1]', 'https'),
      to('/', '[::ffff:127.0.0.1]', 'https'),
      to('/', '2130706433', 'https'),
    ])
      expect(await sender.post(url, {}, '{}')).toEqual({ fault: expect.stringMatching(/^The address /) });
    expect(asked).toEqual([]);
  });

  it.each([[['127.0.0.1']], [['::1']], [['8.8.8.8', '10.0.0.1']], [['::ffff:127.0.0.1']], [['169.254.169.254']]])(
    'nothing is sent to a name that leads to %s',
    async (addresses) => {
      const sender = senderWith({ ...guarded, resolve: resolving(addresses) });
      const url = to('/', 'receiver.example', 'https');
      expect(sender.refusal(url)).toBeUndefined();
      expect(await sender.post(url, {}, '{}')).toEqual({ fault: 'The name leads inside a network.' });
      expect(asked).toEqual([]);
    },
  );

  it('a name that leads elsewhere the next time is looked at the next time', async () => {
    // Whoever is at the first address is given no time to answer: what counts is that the second question is asked, and its answer looked at.
    const resolve = resolving(['8.8.8.8'], ['127.0.0.1']);
    const sender = senderWith({ ...guarded, resolve, patienceMs: 100 });
    const url = to('/', 'receiver.example', 'https');
    expect(await sender.post(url, {}, '{}')).not.toEqual({ fault: 'The name leads inside a network.' });
    expect(await sender.post(url, {}, '{}')).toEqual({ fault: 'The name leads inside a network.' });
    expect([resolve.questions, asked]).toEqual([2, []]);
  });
});

it('A name is resolved once for a connection, which goes to the address that was looked at', async () => {
  const resolve = resolving(['127.0.0.1'], ['8.8.8.8']);
  expect(await senderWith({ resolve }).post(to('/takes', 'receiver.example'), {}, '{}')).toEqual({ status: 204 });
  expect([resolve.questions, asked]).toEqual([1, ['POST /takes']]);
});
