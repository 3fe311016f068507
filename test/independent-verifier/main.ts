/** Verifies a log from outside. Prints what it found, and ends with 1 where that is anything. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { httpFeed } from './delivered.js';
import { verifyPackage } from './package.js';
import { folderSource, httpSource } from './source.js';
import { verifyLog } from './verify.js';

const USAGE = `Usage: (--url BASE | --folder DIR | --package DIR) --key KEY… [--checkpoints DIR] [--witness KEY…] [--events] [--token TOKEN] [--draw COUNT]
  --url          where the API is: the log is read under /v1/log, with --events the feed as well
  --folder       a folder that holds checkpoint and tile/
  --package      a records package, unpacked
  --key          a verifier key of the log
  --checkpoints  a folder with checkpoints of the log that were kept
  --witness      the verifier key of a witness, which has to have cosigned
  --token        a bearer token for the feed
  --draw         how many positions are drawn to ask for proofs of (32)
`;

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    folder: { type: 'string' },
    package: { type: 'string' },
    key: { type: 'string', multiple: true, default: [] },
    checkpoints: { type: 'string' },
    witness: { type: 'string', multiple: true, default: [] },
    events: { type: 'boolean', default: false },
    token: { type: 'string' },
    draw: { type: 'string', default: '32' },
  },
});
const { url, folder, key, checkpoints, witness, events, token, draw } = values;
const kept = checkpoints === undefined ? [] : readdirSync(checkpoints).map((name) => readFileSync(join(checkpoints, name)));
if (values.package !== undefined && key.length > 0) {
  const { verified, says, withData, withheld, erased } = await verifyPackage({
    folder: values.package,
    keys: key,
    checkpoints: kept,
  });
  process.stdout.write(`${says}\n${withData} with their data, ${withheld} withheld, ${erased} erased.\n`);
  process.exit(verified ? 0 : 1);
}
const source = url === undefined ? folder && folderSource(folder) : httpSource(`${url.replace(/\/*$/, '')}/v1/log`);
if (!source || key.length === 0) {
  process.stderr.write(USAGE);
  process.exit(2);
}

const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
const { verified, says, findings, withData } = await verifyLog({
  source,
  keys: key,
  checkpoints: kept,
  witnesses: witness,
  feed: events && url !== undefined ? httpFeed(url, authorization) : undefined,
  drawing: { count: Number(draw), seed: Date.now() },
});
process.stdout.write(`${says}\n`);
if (events && verified) process.stdout.write(`${withData} events came with their data, and these are what was sealed.\n`);
for (const { kind, position, upTo, says: what } of findings.slice(1))
  process.stdout.write(
    `  ${kind}${position === undefined ? '' : ` ${position}${upTo === undefined ? '' : `–${upTo}`}`}: ${what}\n`,
  );
process.exitCode = verified ? 0 : 1;
