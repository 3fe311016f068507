/**
 * Two logs under one name: the end is restored twice, and the second installation has a copy of what the signer remembers, so that nothing tells
 * it that another one went on. Each signs what it has.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCheckpoint } from '../independent-verifier/note.js';
import { httpSource } from '../independent-verifier/source.js';
import { verifyLog } from '../independent-verifier/verify.js';
import { get } from '../witness/spec-client.js';
import { ORIGIN, type Product, type Served, until } from './product.js';
import { alarmsOf, grow, type Lost } from './story.js';

/** After {@link restoreToTheEnd}, whose log is the one that the witness has cosigned. */
export async function forkedByACopy({ house, backups, copied }: Lost): Promise<void> {
  const keys = [house.verifierKey(ORIGIN)];
  await house.witnessKnows([{ origin: ORIGIN, keys, url: house.url }]);
  const path = `/${createHash('sha256').update(ORIGIN).digest('hex')}/checkpoint`;
  const cosigned = Buffer.from((await get(house.witnessUrl, path)).body);
  const first = parseCheckpoint(cosigned);

  const product = await house.start(await backups.restore('end'), copied);
  const second = await grownTo(first.size, product);
  const roots = [first, second].map(({ root }) => root.toString('base64'));
  assert.notEqual(roots[0], roots[1]);
  assert.equal((await product.health()).signing['state'], 'signing', 'nothing tells this signer of the other one');

  const alarm = `two trees of ${first.size} entries, with the roots ${roots[0]}, which was cosigned, and ${roots[1]}`;
  await until('the witness tells of both trees', async () => ((await alarmsOf(house)).includes(alarm) ? true : undefined));
  const served = await product.checkpoint();
  assert.equal(served?.cosigned, false, 'the witness cosigned the first tree, and not this one');

  const folder = join(house.clusters.folder, 'kept-by-the-witness');
  mkdirSync(folder);
  writeFileSync(join(folder, 'cosigned.note'), cosigned);
  const args = ['--key', ...keys, '--checkpoints', folder];
  const { code, out } = await house.cli(undefined, 'verify', '--url', house.url, ...args, '--json');
  const { findings } = JSON.parse(out) as { findings: { kind: string; position: number; says: string }[] };
  assert.deepEqual([code, findings[0]?.kind, findings[0]?.position], [3, 'forked', first.size], out);
  assert.match(findings[0]?.says ?? '', /cosigned\.note/);
  for (const root of roots) assert.ok(findings[0]?.says.includes(root), findings[0]?.says);

  const verdict = await verifyLog({ source: httpSource(`${house.url}/v1/log`), keys, checkpoints: [cosigned] });
  assert.deepEqual([verdict.verified, verdict.findings[0]?.kind], [false, 'forked']);
}

/** Entry by entry, each of them signed by itself. */
async function grownTo(size: number, product: Product): Promise<Served> {
  for (;;) {
    const checkpoint = await product.checkpointWith((await grow(product)).position, { cosigned: false });
    if (checkpoint.size >= size) {
      assert.equal(checkpoint.size, size);
      return checkpoint;
    }
  }
}
