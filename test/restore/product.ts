/** The running product around clusters that come and go: an api and a worker that signs, a witness, and what is kept outside the database. */
import { createKeyFile } from '#audit';
import { freePort, inProject, type Issuer, startIssuer, startRedis, type TestRedis } from '#testing';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Checkpoint, parseCheckpoint } from '../independent-verifier/note.js';
import { startApp, type Running } from '../support/processes.js';
import { Installation, type LogEntry, type RunningWitness, startWitness } from '../witness/spec-client.js';
import { type Cluster, Clusters } from './clusters.js';

export const ORIGIN = 'log.example/commission';
const WITNESS = 'inspector-general.example/witness';
const PATIENCE_MS = 60_000;

export interface SignerFolders {
  readonly stateDir: string;
  readonly checkpointsDir: string;
}

export interface Told {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

interface Parts {
  readonly clusters: Clusters;
  readonly redis: TestRedis;
  readonly issuer: Issuer;
  readonly apiPort: number;
  readonly keyFile: string;
  readonly verifierKey: (origin: string) => string;
  readonly installation: Installation;
  /** Of the witness, beside its logs. */
  readonly manners: Readonly<Record<string, number>>;
}

/** Everything that outlives a database. */
export class House {
  /** What the signer remembers. */
  readonly signer: SignerFolders;
  private readonly fingerprintKey = randomBytes(32).toString('hex');
  private readonly opened: Product[] = [];

  private constructor(
    private readonly parts: Parts,
    private witness: RunningWitness,
  ) {
    const { folder } = parts.clusters;
    this.signer = { stateDir: join(folder, 'signer'), checkpointsDir: join(folder, 'checkpoints') };
  }

  static async open(): Promise<House> {
    const clusters = new Clusters();
    const [redis, issuer, apiPort, port] = await Promise.all([startRedis(), startIssuer(), freePort(), freePort()]);
    const keyFile = join(clusters.folder, 'log-key.json');
    const key = await createKeyFile(keyFile);
    const keyUnder = (origin: string) => key.verifierKey(origin);
    const log = { origin: ORIGIN, keys: [keyUnder(ORIGIN)], url: `http://127.0.0.1:${apiPort}` };
    const manners = { port, pollSeconds: 1 };
    const installation = new Installation([log], manners);
    const witness = await startWitness(installation);
    const parts = { clusters, redis, issuer, apiPort, keyFile, verifierKey: keyUnder, installation, manners };
    return new House(parts, witness);
  }

  get clusters(): Clusters {
    return this.parts.clusters;
  }
  get issuer(): Issuer {
    return this.parts.issuer;
  }
  get installation(): Installation {
    return this.parts.installation;
  }

  /** The log's verifier key under an origin. */
  verifierKey(origin: string): string {
    return this.parts.verifierKey(origin);
  }

  get url(): string {
    return `http://127.0.0.1:${this.parts.apiPort}`;
  }

  get witnessUrl(): string {
    return this.witness.url;
  }

  /** The witness is told of other logs, and started anew as its technician would. */
  async witnessKnows(logs: readonly LogEntry[]): Promise<void> {
    await this.witness.end();
    this.installation.configure(logs, this.parts.manners);
    this.witness = await startWitness(this.installation);
  }

  private env(cluster: Cluster, signer = this.signer): Record<string, string> {
    return {
      DATABASE_URL: cluster.appUrl,
      REDIS_URL: this.parts.redis.url,
      OIDC_ISSUER: this.issuer.issuer,
      FINGERPRINT_KEY: this.fingerprintKey,
      LOG_SOURCE: 'urn:promulgate:restored',
      LOG_ORIGIN: ORIGIN,
      LOG_KEY_FILE: this.parts.keyFile,
      LOG_STATE_DIR: signer.stateDir,
      CHECKPOINTS_DIR: signer.checkpointsDir,
      WITNESSES: `${this.installation.verifierKey} ${this.witness.url}`,
      LOG_LEVEL: 'error',
      NODE_COMPILE_CACHE: inProject('dist', '.compiled'),
    };
  }

  /** Worker first, as after a restore, then the api; `signer`: with other folders than those of the house. */
  async start(cluster: Cluster, signer = this.signer): Promise<Product> {
    const env = this.env(cluster, signer);
    const worker = await startApp('worker', env, { port: await freePort() });
    const api = await startApp('api', env, { port: this.parts.apiPort });
    const product = new Product(this, cluster, api, worker);
    this.opened.push(product);
    return product;
  }

  /** The command line, on the machine of the worker. */
  cli(cluster: Cluster | undefined, ...args: readonly string[]): Promise<Told> {
    const env = {
      PATH: process.env['PATH'],
      ...(cluster ? { ...this.env(cluster), OWNER_DATABASE_URL: cluster.url, ...cluster.loginOfApp } : {}),
    };
    return new Promise((resolve) => {
      execFile(process.execPath, [inProject('dist/apps/cli/src/main.js'), ...args], { env }, (error, out, err) =>
        resolve({ code: error ? Number(error.code) : 0, out, err }),
      );
    });
  }

  readonly migrate = async (cluster: Cluster): Promise<void> => {
    const { code, err } = await this.cli(cluster, 'migrate');
    assert.equal(code, 0, err);
  };

  async close(): Promise<void> {
    await Promise.all(this.opened.map((product) => product.kill()));
    await Promise.all([this.witness.end(), this.parts.redis.stop(), this.issuer.close()]);
    this.installation.remove();
    await this.clusters.close();
  }
}

type Json = Readonly<Record<string, unknown>>;

/** What was decided of a command. */
export interface Done {
  readonly id: string;
  readonly subject: string;
  /** Of its entry in the log. */
  readonly position: number;
}

export interface Served extends Checkpoint {
  readonly bytes: Buffer;
  readonly cosigned: boolean;
}

export class Product {
  constructor(
    private readonly house: House,
    readonly cluster: Cluster,
    readonly api: Running,
    readonly worker: Running,
  ) {}

  async command(name: string, body: Json, as: string): Promise<Done> {
    const response = await fetch(`${this.house.url}/v1/commands/${name}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        prefer: 'wait=20',
        authorization: `Bearer ${await this.house.issuer.tokenFor(as)}`,
      },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Json;
    // A machine that is busy answers 202, and decides later.
    assert.ok(response.ok, `${name}: ${response.status} ${JSON.stringify(answer)}`);
    const id = String(answer['id']);
    const settled = await until(`${name} is decided`, async () => {
      const report = JSON.parse(await this.read(`/v1/commands/${id}`, as)) as Json;
      return report['status'] === 'accepted' ? undefined : report;
    });
    assert.equal(settled['status'], 'succeeded', JSON.stringify(settled));
    const position = await until(`${name} has a position`, async () => {
      const [row] = await this.cluster.rows(
        'select position from log join events using (global_position) where command_id = $1 order by position limit 1',
        [id],
      );
      return row && Number(row['position']);
    });
    return { id, subject: (answer['subject'] as { id: string }).id, position };
  }

  async read(path: string, as?: string): Promise<string> {
    const headers = as === undefined ? {} : { authorization: `Bearer ${await this.house.issuer.tokenFor(as)}` };
    return (await fetch(`${this.house.url}${path}`, { headers })).text();
  }

  /** The newest checkpoint as readers get it, once it counts a position, with the witness's cosignature unless that does not matter. */
  async checkpointWith(position: number, { cosigned = true } = {}): Promise<Served> {
    return until(`a checkpoint counts position ${position}${cosigned ? ', cosigned' : ''}`, async () => {
      const served = await this.checkpoint();
      return served && served.size >= position && (served.cosigned || !cosigned) ? served : undefined;
    });
  }

  async checkpoint(): Promise<Served | undefined> {
    const response = await fetch(`${this.house.url}/v1/log/checkpoint`);
    if (response.status !== 200) return undefined;
    const bytes = Buffer.from(await response.arrayBuffer());
    return { ...parseCheckpoint(bytes), bytes, cosigned: bytes.includes(`\n— ${WITNESS} `) };
  }

  /** What the worker says of itself, for the balancer and for the monitoring. */
  async health(): Promise<{ readonly status: number; readonly signing: Json; readonly metrics: string }> {
    const [ready, metrics] = await Promise.all(['readyz', 'metrics'].map((path) => fetch(`${this.worker.url}/${path}`)));
    const { signing } = (await ready?.json()) as { signing: Json };
    return { status: ready?.status ?? 0, signing, metrics: (await metrics?.text()) ?? '' };
  }

  /** Both processes are gone at once. */
  async kill(): Promise<void> {
    await Promise.all([this.api.kill(), this.worker.kill()]);
  }
}

/** Looks again and again until there is something. */
export async function until<Found>(what: string, look: () => Promise<Found | undefined>): Promise<Found> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(50)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  throw new Error(`It did not come to this within ${PATIENCE_MS / 1000} s: ${what}.`);
}
