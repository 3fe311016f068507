/** What the witness remembers is there before it signs, survives its death, and is never taken for empty. */
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { command, cosignedAt, get, Installation, known, post, sha256, SpecLog, startWitness } from './spec-client.js';

const LOG = new SpecLog('log.example/records');
const OTHER = new SpecLog('other.example/records');

let installation: Installation;
beforeEach(() => {
  installation = new Installation([known(LOG), known(OTHER)]);
});
afterEach(() => {
  installation.remove();
});

/** Runs the witness for as long as `use` takes. */
async function running<T>(use: (url: string) => Promise<T>): Promise<T> {
  const witness = await startWitness(installation);
  try {
    return await use(witness.url);
  } finally {
    expect(await witness.end()).toBe('0');
  }
}

describe('A checkpoint that was recorded', () => {
  it('counts after a restart', async () => {
    await running((url) => post(url, LOG.request(0, 4)));
    await running(async (url) => {
      expect(await post(url, LOG.request(0, 5))).toMatchObject({ status: 409, body: '4\n' });
      expect((await post(url, LOG.forked(3).request(4, 5))).status).toBe(422);
      expect((await post(url, LOG.request(4, 5))).status).toBe(200);
      expect((await get(url, `/${sha256(LOG.origin).toString('hex')}/checkpoint`)).body).toContain('\n5\n');
    });
  });

  it('counts where the witness was killed before it could answer: no other tree of its size is signed', async () => {
    await running((url) => post(url, LOG.request(0, 2)));
    // The copy for monitors is written last: where its folder is none, nothing is answered that was signed.
    const folder = join(installation.state, 'cosigned');
    renameSync(folder, `${folder}.aside`);
    writeFileSync(folder, '');
    const witness = await startWitness(installation);
    expect((await post(witness.url, LOG.request(2, 4))).status).toBe(500);
    expect(readFileSync(installation.recordOf(LOG), 'utf8')).toContain('\\n4\\n');
    expect(await witness.end('SIGKILL')).toBe('SIGKILL');
    rmSync(folder);
    renameSync(`${folder}.aside`, folder);

    await running(async (url) => {
      const fork = LOG.forked(2);
      expect(await post(url, fork.request(2, 4))).toMatchObject({ status: 409, body: '4\n' });
      expect((await post(url, fork.request(4, 4))).status).toBe(422);
      cosignedAt((await post(url, LOG.request(4, 4))).body, LOG.text(4), installation.verifierKey);
    });
  });

  it('that could not be recorded is not signed', async () => {
    await running(async (url) => {
      await post(url, LOG.request(0, 2));
      const record = installation.recordOf(LOG);
      renameSync(record, `${record}.aside`);
      mkdirSync(record);
      const answer = await post(url, LOG.request(2, 4));
      expect(answer.status).toBe(500);
      expect(answer.body).not.toContain('—');
      // Whoever tries again and again fills no folder.
      expect(readdirSync(dirname(record)).filter((name) => name.endsWith('.new'))).toEqual([]);
      rmdirSync(record);
      renameSync(`${record}.aside`, record);
      // Nothing has moved: another growth is as good.
      expect((await post(url, LOG.request(2, 3))).status).toBe(200);
    });
  });
});

describe('The witness does not start', () => {
  beforeEach(() => running((url) => Promise.all([post(url, LOG.request(0, 4)), post(url, OTHER.request(0, 3))])));

  const refuses = (sentence: RegExp) => {
    const { code, err } = command('serve', installation.settingsFile);
    expect(err).toMatch(sentence);
    expect(code).toBe(78);
  };

  it.each([
    ['changed', (path: string) => writeFileSync(path, readFileSync(path, 'utf8').replace('\\n4\\n', '\\n3\\n'))],
    ['cut short', (path: string) => writeFileSync(path, readFileSync(path).subarray(0, 200))],
    ['empty', (path: string) => writeFileSync(path, '')],
    ['gone', (path: string) => rmSync(path)],
    ['that of another log', (path: string) => copyFileSync(installation.recordOf(OTHER), path)],
  ])('where a record is %s', (_what, spoil) => {
    spoil(installation.recordOf(LOG));
    refuses(/record of log\.example\/records is missing or damaged/);
  });

  it('without its state, as if it had seen nothing', () => {
    rmSync(installation.state, { recursive: true });
    refuses(/is not the state of a witness/);
    mkdirSync(installation.state);
    refuses(/is not the state of a witness/);
  });

  it('where its journal was changed', () => {
    const path = join(installation.state, 'journal.jsonl');
    writeFileSync(path, readFileSync(path, 'utf8').replace('"entry"', '"'));
    refuses(/journal\.jsonl is damaged/);
  });

  it('with a key that others may read', () => {
    chmodSync(installation.keyFile, 0o640);
    refuses(/has the mode 640/);
  });

  it.each([
    ['of another name', (text: string) => text.replace('inspector-general', 'somebody')],
    ['that was cut short', (text: string) => text.slice(0, -5)],
  ])('with a key %s', (_what, spoil) => {
    writeFileSync(installation.keyFile, spoil(readFileSync(installation.keyFile, 'utf8')));
    refuses(/holds no key of a witness/);
  });

  it('a second time beside itself', () => running(() => Promise.resolve(refuses(/could not be claimed/))));

  it('with settings that it does not understand: each is named', () => {
    installation.configure([{ origin: '', keys: ['log+00000000+AAAA'] }, known(LOG), known(LOG)], { pollSecond: 1, host: 7 });
    refuses(/logs\[0\]\.origin: a text is wanted[^]*logs\[0\]\.keys: [^]*log\.example\/records stands there twice/);
    refuses(/host: a text is wanted, not 7[^]*pollSecond: there is no such setting/);
  });
});

describe('The witness starts', () => {
  it('with an entry of its journal cut short, which nobody was told', async () => {
    const path = join(installation.state, 'journal.jsonl');
    const before = readFileSync(path, 'utf8');
    appendFileSync(path, '{"entry":"ala');
    await running(() => Promise.resolve());
    const { length } = before.split('\n');
    expect(readFileSync(path, 'utf8').startsWith(before)).toBe(true);
    expect(installation.journal()[length - 1]).toMatchObject({ entry: 'log-added', origin: LOG.origin });
  });

  it('with a log added, which then has seen nothing of it, and one taken away, which it no longer knows', async () => {
    await running((url) => post(url, LOG.request(0, 4)));
    const added = new SpecLog('added.example/records');
    installation.configure([known(OTHER), known(added)]);
    await running(async (url) => {
      expect((await post(url, added.request(0, 1))).status).toBe(200);
      expect((await post(url, LOG.request(4, 5))).status).toBe(404);
    });
    installation.configure([known(LOG)]);
    await running(async (url) => expect(await post(url, LOG.request(0, 5))).toMatchObject({ status: 409, body: '4\n' }));
  });
});

describe('A person', () => {
  it('makes a key that only its owner may read, once', () => {
    const path = join(installation.folder, 'another.key');
    expect(command('key', path, 'witness.example').out).toMatch(/^witness\.example\+[0-9a-f]{8}\+B[A-Za-z0-9+/]+=*\n$/);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const before = readFileSync(path, 'utf8');
    expect(command('key', path, 'another.example').code).toBe(78);
    expect(readFileSync(path, 'utf8')).toBe(before);
    expect(command('key', `${path}2`, 'a name').err).toContain('has no space');
  });

  it('begins a state once', () => {
    expect(command('init', installation.settingsFile)).toMatchObject({ code: 78 });
    expect(installation.journal()).toHaveLength(1);
  });

  it('is told how the commands are used', () => {
    expect(command()).toMatchObject({ code: 0 });
    for (const wrong of [['serve'], ['begin', 'x'], ['key', 'x'], ['acknowledge', 'x', 'y'], ['serve', 'x', '--fast']])
      expect(command(...wrong).code).toBe(64);
  });
});
