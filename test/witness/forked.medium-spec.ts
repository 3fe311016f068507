/** Two checkpoints of one size with other roots, both signed by the log: the witness and the verifier refuse them, and say which. */
import { dice } from '../independent-verifier/proofs.js';
import {
  checkpointOf,
  filesOf,
  memorySource,
  MTH,
  ORIGIN,
  sealed,
  SIGNER,
  specEvents,
} from '../independent-verifier/spec-log.js';
import { verifyLog } from '../independent-verifier/verify.js';
import { addCheckpoint, get, Installation, post, type RunningWitness, startWitness } from './spec-client.js';

const SIZE = 20;
const base64 = (entries: readonly Buffer[]) => MTH(entries).toString('base64');
const told = sealed(specEvents(SIZE, dice(1)));
const toldOtherwise = sealed(specEvents(SIZE, dice(2)));

let installation: Installation;
let witness: RunningWitness;
beforeAll(async () => {
  installation = new Installation([{ origin: ORIGIN, keys: [SIGNER.verifierKey] }]);
  witness = await startWitness(installation);
});
afterAll(async () => {
  await witness.end();
  installation.remove();
});

describe('A forked log', () => {
  it('is refused by the witness, which names both trees', async () => {
    const send = (old: number, entries: readonly Buffer[]) =>
      post(witness.url, addCheckpoint(old, [], checkpointOf(entries).toString()));
    expect((await send(0, told)).status).toBe(200);
    const { status, body } = await send(SIZE, toldOtherwise);
    expect(status).toBe(422);
    expect(body).toContain(`Two trees of ${SIZE} leaves have different roots: the log was forked`);
    const alarms = (await get(witness.url, '/healthz')).body;
    expect(alarms).toContain(
      `two trees of ${SIZE} entries, with the roots ${base64(told)}, which was cosigned, and ${base64(toldOtherwise)}`,
    );
  });

  it('is refused by the verifier, with what the witness has kept of it', async () => {
    const { 'cosigned.note': cosigned } = installation.evidence();
    const source = memorySource(filesOf(toldOtherwise));
    const keys = [SIGNER.verifierKey];
    expect(await verifyLog({ source, keys })).toMatchObject({ verified: true, size: SIZE });
    const verdict = await verifyLog({ source, keys, checkpoints: [Buffer.from(cosigned)] });
    expect(verdict.verified).toBe(false);
    expect(verdict.findings[0]).toMatchObject({ kind: 'forked', position: SIZE });
    expect(verdict.says).toBe(
      `Two checkpoints of ${SIZE} were signed, with the roots ${base64(toldOtherwise)} and ${base64(told)}: two logs under one name.`,
    );
  });

  it('has no cosignature on its other tree: whoever asks for one refuses that too', async () => {
    const source = memorySource(filesOf(toldOtherwise));
    const verdict = await verifyLog({ source, keys: [SIGNER.verifierKey], witnesses: [installation.verifierKey] });
    expect(verdict).toMatchObject({ verified: false, findings: [{ kind: 'witness' }] });
  });
});
