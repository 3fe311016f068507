/**
 * One life of the product and what is restored of it. Data are erased before the end, and erased at the very end: ordered, signed, and not yet
 * carried out when the machine is lost. Each part throws where something is not as docs/operating.md and docs/witness.md promise.
 */
import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { httpFeed } from '../independent-verifier/delivered.js';
import { httpSource } from '../independent-verifier/source.js';
import { verifyLog } from '../independent-verifier/verify.js';
import { tablesWith } from '../support/whole-database.js';
import { command, get } from '../witness/spec-client.js';
import { type Backups, backupsBy, type Method } from './backups.js';
import { type Cluster, DATABASE } from './clusters.js';
import { House, ORIGIN, type Product, type Served, type SignerFolders, until } from './product.js';

export const NEXT_ORIGIN = `${ORIGIN}/2`;

/** What is erased long before the end, what is ordered to be at the end, and what stays. */
const SAID = { early: 'Ada Example, 1 First Street', late: 'Ben Example, 2 Second Street', kept: 'Cyd Example, 3 Third Street' };
const GROUNDS = { ground: 'LAW', authority: 'Order of the court of 9 March 2026', reason: 'It names a private person.' };

/** What readers and the witness have seen of the log that was lost. */
export interface Lost {
  readonly house: House;
  readonly backups: Backups;
  readonly draftId: string;
  /** The comments' entries. */
  readonly positions: Readonly<Record<keyof typeof SAID, number>>;
  /** The newest checkpoint of the state that is restored as `point`, and of the end. */
  readonly atPoint: Served;
  readonly atEnd: Served;
  /** A copy of the signer's folders as they were at the end, which nobody should have. */
  readonly copied: SignerFolders;
  /** The rows of data that a backup of before every order has. */
  readonly before: readonly Record<string, unknown>[];
}

/** Lives, is backed up, and loses its machine. */
export async function lost(method: Method): Promise<Lost> {
  const house = await House.open();
  try {
    const backups = backupsBy(method, house.clusters, house.migrate);
    const cluster = await house.clusters.start(undefined, backups.settings);
    await cluster.as((client) => client.query(`create database ${DATABASE}`), 'postgres');
    await house.migrate(cluster);
    const product = await house.start(cluster);
    const draftId = await openDraft(product);
    const say = async (comment: string) =>
      (await product.command('comment-on-draft', { draftId, version: 1, comment }, 'commissioner')).position;
    const positions = { early: await say(SAID.early), late: await say(SAID.late), kept: await say(SAID.kept) };
    await backups.begin(cluster);
    const before = await cluster.rows('select * from event_data');

    await erase(product, positions.early);
    const atPoint = await product.checkpointWith((await grow(product)).position);
    await backups.take('point');

    const atEnd = await cluster.as(async (client) => {
      // The eraser waits for this row, and the machine is lost before it gets it.
      await client.query('begin');
      await client.query(
        `select from event_data d join events e using (stream, version) join log l using (global_position)
         where l.position = $1 for update of d`,
        [positions.late],
      );
      const order = await product.command('order-erasure', { positions: [positions.late], ...GROUNDS }, 'city-attorney');
      const end = await product.checkpointWith(Math.max(order.position, (await grow(product)).position));
      await product.kill();
      return end;
    });
    await backups.take('end');
    await cluster.lose();
    return { house, backups, draftId, positions, atPoint, atEnd, copied: copyOf(house), before };
  } catch (error) {
    await house.close();
    throw error;
  }
}

function copyOf({ clusters, signer }: House): SignerFolders {
  const [stateDir, checkpointsDir] = [join(clusters.folder, 'copied-signer'), join(clusters.folder, 'copied-checkpoints')];
  cpSync(signer.stateDir, stateDir, { recursive: true });
  cpSync(signer.checkpointsDir, checkpointsDir, { recursive: true });
  return { stateDir, checkpointsDir };
}

async function openDraft(product: Product): Promise<string> {
  const author = 'policy-author';
  const particulars = { kind: 'FORM', identifier: '99.9 synthetic', title: 'Synthetic' };
  const { subject: protocolId } = await product.command('register-protocol', particulars, author);
  const opening = { protocolId, origin: 'DEPARTMENT', title: 'Synthetic' };
  const { subject: draftId } = await product.command('open-draft', opening, author);
  const version = { draftId, text: '# Evidence\nOfficers shall preserve video.\n', baseVersion: 0, changeSummary: 'synthetic' };
  await product.command('save-draft-version', version, author);
  return draftId;
}

export const grow = (product: Product) =>
  product.command('register-authority', { citation: `SB ${++acts}`, title: 'So that the log grows' }, 'city-attorney');
let acts = 0;

async function erase(product: Product, position: number): Promise<number> {
  const order = await product.command('order-erasure', { positions: [position], ...GROUNDS }, 'city-attorney');
  await untilCarriedOut(product.cluster);
  return order.position;
}

async function untilCarriedOut(cluster: Cluster): Promise<void> {
  await until('every erasure that was ordered is carried out', async () => {
    const open = await cluster.rows(`select from views.erasures where status <> 'CARRIED_OUT'`);
    const behind = await cluster.rows(
      `select from checkpoints where consumer = 'erasures' and position < (select max(l.position) from log l join events e using (global_position) where e.type = 'erasure.ordered')`,
    );
    return open.length + behind.length === 0 ? true : undefined;
  });
}

const holders = (cluster: Cluster, text: string) =>
  cluster.as((client) =>
    tablesWith(
      text,
      async (statement, values = []) => (await client.query<Record<string, unknown>>(statement, [...values])).rows,
    ),
  );

/** Nothing of a text is left in the database, nor given to anybody. */
async function requireErased(product: Product, { draftId }: Lost, position: number, text: string): Promise<void> {
  await until(`${text} is in no table`, async () => ((await holders(product.cluster, text)).length === 0 ? true : undefined));
  for (const path of ['/v1/events?limit=200', `/v1/drafts/${draftId}/comments`, '/v1/search?q=Example'])
    assert.ok(!(await product.read(path, 'oversight')).includes(text), `${path} gives ${text}`);
  const event = JSON.parse(await product.read(`/v1/events/${position}`, 'oversight')) as Record<string, unknown>;
  assert.ok(typeof event['erased'] === 'number' && event['data'] === undefined, JSON.stringify(event));
}

/** Both verifiers, over HTTP, by keys and checkpoints from outside. */
async function requireVerified(
  { house }: Lost,
  product: Product,
  outside: { readonly origins: readonly string[]; readonly upTo: number },
): Promise<void> {
  const { installation, url } = house;
  const keys = outside.origins.map((origin) => house.verifierKey(origin));
  const { size } = await product.checkpointWith((await grow(product)).position);
  const kept = keptNotes(house, outside);
  const folder = join(house.clusters.folder, `kept-${size}`);
  mkdirSync(folder);
  kept.forEach((note, at) => writeFileSync(join(folder, String(at)), note));
  const args = [...keys.flatMap((key) => ['--key', key]), '--witness', installation.verifierKey, '--checkpoints', folder];
  const { code, out, err } = await house.cli(undefined, 'verify', '--url', url, ...args, '--json');
  const verdict = JSON.parse(out || '{}') as { verified?: boolean; entries?: number };
  assert.deepEqual([code, verdict.verified], [0, true], `${out}${err}`);
  assert.ok((verdict.entries ?? 0) >= size, `${verdict.entries} entries were verified, and ${size} are signed`);
  // Its checkpoints are of one origin.
  const [newest = ORIGIN] = outside.origins.slice(-1);
  const second = await verifyLog({
    source: httpSource(`${url}/v1/log`),
    keys: [house.verifierKey(newest)],
    checkpoints: keptNotes(house, { origins: [newest], upTo: Infinity }),
    feed: httpFeed(url),
    drawing: { count: 4, seed: size },
  });
  assert.deepEqual(second.findings, []);
}

/** What somebody outside has kept of the log's checkpoints: a copy of the folder. */
function keptNotes({ signer }: House, { origins, upTo }: { origins: readonly string[]; upTo: number }): Buffer[] {
  return origins.flatMap((origin) => {
    const folder = join(signer.checkpointsDir, encodeURIComponent(origin));
    const names = readdirSync(folder).filter((name) => /^\d+$/.test(name) && Number(name) <= upTo);
    return names.map((name) => readFileSync(join(folder, name)));
  });
}

export const alarmsOf = async (house: House) => (await get(house.witnessUrl, '/healthz')).body;

/** Restored to its end: the log goes on as if nothing had happened, and what was ordered is erased. */
export async function restoreToTheEnd(about: Lost): Promise<void> {
  const { house, backups, positions, atEnd, before } = about;
  const cluster = await backups.restore('end');
  assert.ok((await holders(cluster, SAID.late)).length > 0, 'what was not yet erased is in the backup');
  // Somebody put back the table of data from a backup of before all orders, too.
  await cluster.as(async (client) => {
    for (const { stream, version, data, salt } of before)
      await client.query('insert into event_data (stream, version, data, salt) values ($1, $2, $3, $4) on conflict do nothing', [
        stream,
        version,
        data,
        salt,
      ]);
  });
  assert.deepEqual(await holders(cluster, SAID.early), ['promulgate.event_data']);

  const product = await house.start(cluster);
  const { size, cosigned } = await product.checkpointWith((await grow(product)).position);
  assert.ok(size > atEnd.size && cosigned, 'the log goes on from its end, cosigned');
  assert.equal((await product.health()).status, 200);
  assert.equal((await product.checkpoint())?.origin, ORIGIN);
  await untilCarriedOut(cluster);
  await requireErased(product, about, positions.early, SAID.early);
  await requireErased(product, about, positions.late, SAID.late);
  assert.ok((await holders(cluster, SAID.kept)).includes('promulgate.event_data'), 'what nobody ordered to erase is there');
  await requireVerified(about, product, { origins: [ORIGIN], upTo: Infinity });
  assert.match(await alarmsOf(house), /"status":"ok"/);
  const refused = await house.cli(cluster, 'log', 'continue', '--as', 'ada', '--reason', 'None.');
  assert.match(refused.err, /there is nothing to continue/);
  await product.kill();
  await cluster.lose();
}

/** Restored to a point before its end: nothing is signed, everybody is told, and the log goes on under another name. */
export async function restoreToAPoint(about: Lost): Promise<void> {
  const { house, backups, positions, atPoint, atEnd } = about;
  const cluster = await backups.restore('point');
  const product = await house.start(cluster);
  await requireRefusal(about, product);
  await until('the witness says that the log is smaller than it was', async () =>
    (await alarmsOf(house)).includes('shrunken') ? true : undefined,
  );

  // The order was lost with the tail: nobody but those who followed the log knows of it, and the data are there again.
  assert.ok((await holders(cluster, SAID.late)).includes('promulgate.event_data'));
  await erase(product, positions.late);
  await requireErased(product, about, positions.early, SAID.early);
  await requireErased(product, about, positions.late, SAID.late);
  assert.equal((await product.checkpoint())?.size, atPoint.size, 'it was not signed meanwhile');

  const reason = 'The disk was lost with what came after the backup.';
  const { code, out, err } = await house.cli(cluster, 'log', 'continue', '--as', 'ada', '--reason', reason, '--json');
  assert.deepEqual([code, err], [0, '']);
  assert.deepEqual(JSON.parse(out), { origin: NEXT_ORIGIN, continues: ORIGIN, agreesUpTo: atPoint.size });
  const first = await product.checkpointWith(atPoint.size + 1, { cosigned: false });
  assert.equal(first.origin, NEXT_ORIGIN);
  assert.equal((await product.health()).status, 200);
  await requireNamed(product, atEnd, reason);

  const keys = [ORIGIN, NEXT_ORIGIN].map((origin) => ({ origin, keys: [house.verifierKey(origin)] }));
  await house.witnessKnows([keys[0] ?? { origin: '', keys: [] }, { ...(keys[1] ?? { origin: '', keys: [] }), url: house.url }]);
  await requireVerified(about, product, { origins: [ORIGIN, NEXT_ORIGIN], upTo: atPoint.size });
  // What nobody looks at any more ends with its technician's word.
  const word = ['acknowledge', house.installation.settingsFile, ORIGIN, '--reason', 'The commission has told us in writing.'];
  assert.equal(command(...word).code, 0);
  await until('the witness has no alarm', async () => ((await alarmsOf(house)).includes('"status":"ok"') ? true : undefined));
  await requireLossProvable(about);
  await product.kill();
  await cluster.lose();
}

/** In its log, for the balancer, for the monitoring; and it stays so while the log grows beyond what was signed. */
async function requireRefusal({ atEnd, atPoint }: Lost, product: Product): Promise<void> {
  const refusal = await until('the worker refuses to sign', async () => {
    const health = await product.health();
    return health.signing['state'] === 'refused' ? health : undefined;
  });
  assert.equal(refusal.status, 503);
  assert.match(refusal.metrics, /^promulgate_log_signing_refused 1$/m);
  assert.match(String(refusal.signing['reason']), /\d+ entries are signed, says the newest checkpoint/);
  assert.match(product.worker.log().join('\n'), /"part":"signing".*entries are signed/);
  const signed = Number(/(\d+) entries are signed/.exec(String(refusal.signing['reason']))?.[1]);
  assert.ok(signed >= atEnd.size, 'nothing that was signed is forgotten');
  for (let size = 0; size <= signed;) size = (await grow(product)).position;
  assert.equal((await product.checkpoint())?.size, atPoint.size, 'it is served as it was signed before');
  assert.equal((await product.health()).status, 503);
}

/** The first entry of the new origin names the newest checkpoint of the old one, for everybody. */
async function requireNamed(product: Product, atEnd: Served, reason: string): Promise<void> {
  const page = await product.read('/v1/events?type=gov.commission.log.continued.v1');
  const [{ data } = { data: undefined }] = JSON.parse(page) as { data?: Record<string, unknown> }[];
  assert.equal(data?.['reason'], reason);
  const [, size = '0'] = String(data?.['checkpoint']).split('\n');
  assert.ok(Number(size) >= atEnd.size, 'it names the newest that was signed');
}

/** Whoever kept a checkpoint of the lost tail proves by it that there was one. */
async function requireLossProvable({ house, atEnd }: Lost): Promise<void> {
  const folder = join(house.clusters.folder, 'of-the-tail');
  mkdirSync(folder);
  writeFileSync(join(folder, 'kept.note'), atEnd.bytes);
  const keys = [ORIGIN, NEXT_ORIGIN].flatMap((origin) => ['--key', house.verifierKey(origin)]);
  const { code, out } = await house.cli(undefined, 'verify', '--url', house.url, ...keys, '--checkpoints', folder);
  assert.equal(code, 3, out);
  assert.match(out, /kept\.note/);
}
