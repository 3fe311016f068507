/** What the witness finds out about a log that it watches, and how it says so. */
import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { openNote, parseCheckpoint, parseVerifierKey } from '../independent-verifier/note.js';
import { logSigner } from '../independent-verifier/spec-log.js';
import {
  command,
  get,
  Installation,
  known,
  post,
  type RunningWitness,
  sha256,
  SpecLog,
  startWitness,
  until,
} from './spec-client.js';

const LOG = new SpecLog('log.example/records');

/** Serves a log as ours is served: its checkpoint, and its proofs as far as it goes. */
class ServedLog {
  looks = 0;
  /** What is served; nothing where it is undefined. */
  shows: { log: SpecLog; size: number; note?: string; proves?: boolean } | undefined;
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '', 'http://log');
      const body = this.shows && this.#answer(this.shows, pathname, searchParams);
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
  }

  async start(): Promise<string> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer({ log, size, note, proves = true }: NonNullable<ServedLog['shows']>, path: string, asked: URLSearchParams) {
    if (path === '/v1/log/checkpoint') {
      this.looks += 1;
      return note ?? log.note(size);
    }
    const [from, to] = [Number(asked.get('from')), Number(asked.get('to'))];
    if (path !== '/v1/log/proofs/consistency' || !proves || from > to || to > size) return undefined;
    return JSON.stringify({ hashes: log.proof(from, to) });
  }
}

let served: ServedLog;
let url: string;
let installation: Installation;
let witness: RunningWitness;

const PATIENT = { pollSeconds: 0.03, silentAfterSeconds: 3600 };
async function watch(more: Readonly<Record<string, number>> = {}): Promise<void> {
  installation.configure([known(LOG, url)], { ...PATIENT, ...more });
  witness = await startWitness(installation);
}

beforeEach(async () => {
  served = new ServedLog();
  served.shows = { log: LOG, size: 5 };
  url = await served.start();
  installation = new Installation([known(LOG, url)], PATIENT);
});
afterEach(async () => {
  served.stop();
  await witness.end();
  installation.remove();
});

interface Health {
  readonly status: string;
  readonly alarms: { readonly kind: string; readonly origin: string; readonly says: string; readonly evidence?: string }[];
}
async function health(): Promise<{ status: number; open: string[]; alarms: Health['alarms'] }> {
  const { status, body } = await get(witness.url, '/healthz');
  const { alarms } = JSON.parse(body) as Health;
  return { status, open: alarms.map(({ kind }) => kind), alarms };
}
/** Waits until exactly these alarms are open, and answers the last one. */
async function alarmed(...kinds: string[]) {
  const { status, alarms } = await until(health, ({ open }) => String(open) === String(kinds));
  expect(status).toBe(kinds.length === 0 ? 200 : 503);
  return alarms.at(-1);
}
/** Waits until the witness has looked at what is served now, twice to its end. */
async function looked(): Promise<void> {
  const enough = served.looks + 3;
  await until(
    () => served.looks,
    (looks) => looks >= enough,
  );
}
const cosign = (log: SpecLog, old: number, size: number) => post(witness.url, log.request(old, size));
const metric = async (line: string) =>
  (await get(witness.url, '/metrics')).body.split('\n').find((each) => each.startsWith(line));

describe('A log that goes on as it should', () => {
  it('raises no alarm: what is served is what was cosigned, or has grown from it', async () => {
    await watch();
    await cosign(LOG, 0, 5);
    await looked();
    served.shows = { log: LOG, size: 9 };
    await looked();
    await cosign(LOG, 5, 9);
    await looked();
    await alarmed();
    expect(installation.journal().filter(({ entry }) => entry === 'alarm')).toEqual([]);
    expect(await metric('witness_cosigned_size')).toBe('witness_cosigned_size{origin="log.example/records"} 9');
    expect(await metric('witness_add_checkpoint_total{status="200"}')).toMatch(/ 2$/);
    expect(await metric('witness_looks_total{origin="log.example/records",outcome="alarm"}')).toMatch(/ 0$/);
  });

  it('may be served a moment later than it is cosigned, and no longer', async () => {
    await watch();
    await cosign(LOG, 0, 5);
    await looked();
    // Before it is cosigned: on a busy machine the witness looks before this test goes on.
    const { looks } = served;
    await cosign(LOG, 5, 6);
    await alarmed('shrunken');
    expect(served.looks - looks).toBeGreaterThan(1);
  });
});

/** Both notes are the log's, contradict each other, and stand there byte for byte. */
function provesFork(files: Record<string, string>, log: SpecLog, ...sizes: readonly number[]): void {
  expect(files['verifier-keys.txt']).toBe(`${log.signer.verifierKey}\n`);
  const notes = [files['cosigned.note'], files['conflicting.note']].map((note) => parseCheckpoint(Buffer.from(note)));
  for (const { origin, note } of notes) {
    expect(origin).toBe(log.origin);
    expect(openNote(note, [parseVerifierKey(log.signer.verifierKey)])).toMatchObject({
      signedBy: [{ name: origin }],
      forged: [],
    });
  }
  expect(notes.map(({ size }) => size)).toEqual(sizes);
  expect(notes[0].root.equals(notes[1].root)).toBe(false);
}

describe('A fork', () => {
  it('that is sent to be cosigned is refused, and told in every way there is', async () => {
    await watch();
    await cosign(LOG, 0, 5);
    expect((await cosign(LOG.forked(3), 5, 5)).status).toBe(422);
    const alarm = await alarmed('fork');
    expect(alarm?.says).toMatch(/has signed two trees of 5 entries, with the roots .* the log was forked/);
    expect(witness.told()).toContain(`"kind":"fork","says":${JSON.stringify(alarm?.says)}`);
    expect(installation.journal().at(-1)).toMatchObject({ entry: 'alarm', kind: 'fork', evidence: alarm?.evidence });
    expect(await metric('witness_alarm_open{origin="log.example/records",kind="fork"}')).toMatch(/ 1$/);
    provesFork(installation.evidence(), LOG, 5, 5);
    expect(installation.evidence()['cosigned.note']).toBe(LOG.note(5));
    expect(installation.evidence()['README.txt']).toContain('two histories: these two files alone prove it');
  });

  it('is told whatever old size it comes with', async () => {
    await watch();
    await cosign(LOG, 0, 5);
    expect(await cosign(LOG.forked(3), 0, 5)).toMatchObject({ status: 409, body: '5\n' });
    await alarmed('fork');
  });

  it('that is served to readers only is found', async () => {
    await watch();
    await cosign(LOG, 0, 5);
    served.shows = { log: LOG.forked(4), size: 5 };
    await alarmed('fork');
    provesFork(installation.evidence(), LOG, 5, 5);
  });

  it('that is served with more entries is found, by the log’s own proof', async () => {
    await watch();
    await cosign(LOG, 0, 5);
    served.shows = { log: LOG.forked(4), size: 9 };
    const alarm = await alarmed('inconsistent');
    expect(alarm?.says).toContain('proof that the tree of 5 is the beginning of that of 9 does not hold');
    provesFork(installation.evidence(), LOG, 5, 9);
    expect(JSON.parse(installation.evidence()['consistency-proof.json'])).toEqual({ hashes: LOG.forked(4).proof(5, 9) });
  });

  it('that anybody else tells is none: without the log’s signature nothing is believed', async () => {
    await watch();
    await cosign(LOG, 0, 5);
    const impostor = new SpecLog(LOG.origin, 'fork', logSigner(LOG.origin, sha256('an impostor')));
    expect((await cosign(impostor, 5, 5)).status).toBe(403);
    await looked();
    await alarmed();
  });

  it('is not over when the log is as it was, nor after a restart: only a person ends the alarm', async () => {
    await watch();
    await cosign(LOG, 0, 5);
    await cosign(LOG.forked(3), 5, 5);
    await alarmed('fork');
    expect((await cosign(LOG, 5, 6)).status).toBe(200);
    served.shows = { log: LOG, size: 6 };
    await looked();
    await alarmed('fork');
    await witness.end();
    await watch();
    await looked();
    await alarmed('fork');

    const reason = 'The commission was told; the notes are with the court.';
    expect(command('acknowledge', installation.settingsFile, LOG.origin, '--reason', reason).out).toContain('Acknowledged: fork');
    await alarmed();
    expect(installation.journal().at(-1)).toMatchObject({ entry: 'acknowledged', kind: 'fork', origin: LOG.origin, reason });
    expect(command('acknowledge', installation.settingsFile, LOG.origin, '--reason', reason).code).toBe(78);
    expect(await metric('witness_alarms_total{origin="log.example/records",kind="fork"}')).toMatch(/ 1$/);
  });

  it('that was acknowledged does not ring again; another one does', async () => {
    await watch();
    await cosign(LOG, 0, 5);
    await cosign(LOG.forked(3), 5, 5);
    command('acknowledge', installation.settingsFile, LOG.origin, '--reason', 'known');
    await cosign(LOG.forked(3), 5, 5);
    await alarmed();
    await cosign(LOG.forked(2), 5, 5);
    await alarmed('fork');
  });
});

describe('A log', () => {
  it('that has become smaller raises an alarm, until it shows again what was cosigned', async () => {
    await watch();
    await cosign(LOG, 0, 5);
    served.shows = { log: LOG, size: 3 };
    const alarm = await alarmed('shrunken');
    expect(alarm?.says).toContain('was cosigned with 5 entries and is served with 3; it does not prove');
    expect(installation.evidence()).toMatchObject({ 'cosigned.note': LOG.note(5), 'served.note': LOG.note(3) });
    served.shows = { log: LOG, size: 6 };
    await alarmed();
    expect(installation.journal().at(-1)).toMatchObject({ entry: 'healed', kind: 'shrunken' });
  });

  it('that has become smaller and grows on otherwise is inconsistent', async () => {
    await watch();
    await cosign(LOG, 0, 5);
    served.shows = { log: LOG, size: 3 };
    await alarmed('shrunken');
    served.shows = { log: LOG.forked(3), size: 7 };
    await alarmed('shrunken', 'inconsistent');
  });

  it('whose checkpoint is not signed by its key raises an alarm, until it is', async () => {
    await watch();
    served.shows = { log: LOG, size: 5, note: LOG.note(5, logSigner(LOG.origin, sha256('a new key'))) };
    const alarm = await alarmed('bad-signature');
    expect(alarm?.says).toContain('None of the 1 signatures is of a known key');
    expect(installation.evidence()).toEqual({ 'served.note': served.shows.note });
    served.shows = { log: LOG, size: 5 };
    await alarmed();
  });

  it('that serves the checkpoint of another log raises an alarm', async () => {
    await watch();
    const other = new SpecLog('other.example/records', 'entry', LOG.signer);
    served.shows = { log: other, size: 5 };
    expect((await alarmed('bad-signature'))?.says).toContain('Its origin is other.example/records');
  });

  it('that no longer answers raises an alarm after the time that was set, until it does', async () => {
    await watch({ silentAfterSeconds: 0.1 });
    served.shows = undefined;
    expect((await alarmed('silent'))?.says).toContain('/v1/log/checkpoint answered 404');
    served.shows = { log: LOG, size: 5 };
    await alarmed();
  });

  it('that does not prove its growth has not answered', async () => {
    await watch({ silentAfterSeconds: 0.1 });
    await cosign(LOG, 0, 5);
    served.shows = { log: LOG, size: 9, proves: false };
    expect((await alarmed('silent'))?.says).toContain('/v1/log/proofs/consistency?from=5&to=9 answered 404');
  });

  it('that sends nothing new raises an alarm after the time that was set, until it does', async () => {
    served.shows = { log: LOG, size: 300 };
    await watch({ idleAfterSeconds: 1 });
    expect((await alarmed('idle'))?.says).toMatch(/has sent nothing new to be cosigned since \d{4}-/);
    let size = 0;
    await until(
      async () => {
        await cosign(LOG, size, ++size);
        return health();
      },
      ({ open }) => open.length === 0,
    );
  });

  it('whose alarm ends by itself is not to be acknowledged', async () => {
    await watch({ silentAfterSeconds: 0.1 });
    served.shows = undefined;
    await alarmed('silent');
    const acknowledged = () => command('acknowledge', installation.settingsFile, LOG.origin, '--reason', 'known');
    expect(acknowledged().err).toContain('Open are: silent');
    // Without its address nobody would ever see it speak again.
    installation.configure([known(LOG)]);
    expect(acknowledged().out).toContain('Acknowledged: silent');
  });
});
