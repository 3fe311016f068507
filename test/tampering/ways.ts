/** What somebody who owns the database can do to its log with SQL, each at a random place that a checkpoint outside counts. */
import { canonicalJson, type Envelope, newId } from '#event-log';
import { createHash } from 'node:crypto';
import type pg from 'pg';
import { resumeTree } from '../../libs/event-log/src/tree/resume-tree.js';
import type { Kind } from '../independent-verifier/findings.js';
import type { Roll, Stage } from './stage.js';

export interface Way {
  readonly name: string;
  readonly about: string;
  /** As what a reader may be told of it, who has checkpoints alone. */
  readonly kinds: readonly Kind[];
  /** Seen only by who reads the data too. */
  readonly inData?: boolean;
  /** Does it, and answers the first position that is not as it was signed. */
  readonly tamper: (stage: Stage, roll: Roll) => Promise<number>;
}

/** Puts the events of the log from a position on into another order; hashes of leaves stay with their positions. */
async function rearrange(owner: pg.Client, from: number, change: (events: number[]) => number[]): Promise<void> {
  const { rows } = await owner.query<{ position: number; event: number; leaf: Buffer }>(
    'delete from log where position >= $1 returning position, global_position as event, leaf_hash as leaf',
    [from],
  );
  const before = rows.sort((one, other) => one.position - other.position);
  const after = change(before.map(({ event }) => event)).slice(0, before.length);
  await owner.query(
    'insert into log (position, global_position, leaf_hash) select * from unnest($1::bigint[], $2::bigint[], $3::bytea[])',
    [after.map((_, at) => from + at), after, after.map((_, at) => before[at]?.leaf)],
  );
}

/** Makes the tree fit what the entries are now: every hash in it is right, and its root is another one. */
async function refit(owner: pg.Client): Promise<void> {
  await owner.query(
    `update log set leaf_hash = sha256('\\x00'::bytea || entry) from events where events.global_position = log.global_position`,
  );
  await owner.query('delete from tile_roots');
  const { rows } = await owner.query<{ size: number }>('select max(position) as size from log');
  await resumeTree(owner, rows[0]?.size ?? 0);
}

interface Stored {
  readonly stream: string;
  readonly version: number;
  readonly envelope: Envelope;
}

async function entryAt(owner: pg.Client, position: number): Promise<Stored> {
  const { rows } = await owner.query<{ stream: string; version: number; entry: Buffer }>(
    'select stream, version, entry from log join events using (global_position) where position = $1',
    [position],
  );
  const [row] = rows;
  if (!row) throw new Error(`No entry at ${position}.`);
  return { ...row, envelope: JSON.parse(row.entry.toString()) as Envelope };
}

const store = (owner: pg.Client, { stream, version, envelope }: Stored) =>
  owner.query('update events set entry = $3 where stream = $1 and version = $2', [
    stream,
    version,
    Buffer.from(canonicalJson(envelope)),
  ]);

async function edit(owner: pg.Client, position: number): Promise<Stored> {
  const before = await entryAt(owner, position);
  const edited = { ...before, envelope: { ...before.envelope, actor: 'somebody-else' } };
  await store(owner, edited);
  return edited;
}

/** Edits an entry and links all that follow on its stream anew, so that every chain is whole. */
async function rewrite(owner: pg.Client, position: number): Promise<void> {
  const { stream, ...first } = await edit(owner, position);
  let { version, envelope } = first;
  for (;;) {
    const hash = createHash('sha256').update(canonicalJson(envelope)).digest('hex');
    const { rows } = await owner.query<{ entry: Buffer }>('select entry from events where stream = $1 and version = $2', [
      stream,
      ++version,
    ]);
    const [next] = rows;
    if (!next) return;
    envelope = { ...(JSON.parse(next.entry.toString()) as Envelope), streamprev: hash };
    await store(owner, { stream, version, envelope });
  }
}

/** An event that nobody ever recorded; answers its number. */
async function forge(owner: pg.Client, like: number): Promise<number> {
  const { envelope } = await entryAt(owner, like);
  const [id, stream] = [newId(), `authorities/${newId()}`];
  const forged = { ...envelope, id, stream, subject: stream, streamversion: 1, streamprev: '0'.repeat(64) };
  const { rows } = await owner.query<{ event: number }>(
    `insert into events (stream, version, id, type, schema_version, subject, actor, command_id, correlation_id, occurred_at, recorded_at, visibility, entry)
     select $1, 1, $2, type, schema_version, $1, actor, command_id, correlation_id, occurred_at, recorded_at, visibility, $3
     from events where id = $4 returning global_position as event`,
    [stream, id, Buffer.from(canonicalJson(forged)), envelope.id],
  );
  return rows[0]?.event ?? 0;
}

/** Where something can be done that leaves something behind it. */
const place = ({ size }: Stage, roll: Roll): number => roll(1, size - 2);

/** An order is another one from a position on. */
const reordered =
  (change: (events: number[], roll: Roll, left: number) => number[]): Way['tamper'] =>
  async (stage, roll) => {
    const position = place(stage, roll);
    await rearrange(stage.owner, position, (events) => change(events, roll, stage.size - position));
    return position;
  };

const edited: Way['tamper'] = async (stage, roll) => {
  const position = place(stage, roll);
  await edit(stage.owner, position);
  return position;
};
const deleted = reordered((events) => events.slice(1));
const inserted: Way['tamper'] = async (stage, roll) => {
  const position = place(stage, roll);
  const event = await forge(stage.owner, position);
  await rearrange(stage.owner, position, (events) => [event, ...events]);
  return position;
};
const swapped = reordered((events, roll, left) => {
  const other = roll(1, left);
  return events.with(0, events[other] ?? 0).with(other, events[0] ?? 0);
});
const resequenced = reordered((events, roll, left) => {
  const end = roll(3, Math.min(40, left + 1));
  return [...events.slice(1, end), events[0] ?? 0, ...events.slice(end)];
});
const truncated: Way['tamper'] = async ({ owner, size }, roll) => {
  const position = roll(1, size);
  await owner.query('delete from log where position >= $1', [position]);
  return position;
};

const thenRefitted =
  (tamper: Way['tamper']): Way['tamper'] =>
  async (stage, roll) => {
    const position = await tamper(stage, roll);
    await refit(stage.owner);
    return position;
  };

const rewritten: Way['tamper'] = async (stage, roll) => {
  const position = place(stage, roll);
  await rewrite(stage.owner, position);
  await refit(stage.owner);
  return position;
};

const signedAnew: Way['tamper'] = async (stage, roll) => {
  await rewritten(stage, roll);
  const note = await stage.sign(stage.size);
  await stage.owner.query('update signed_checkpoints set note = $2 where size = $1', [stage.size, note]);
  return stage.size;
};

/** The database of another day: what was recorded and signed since is not in it. */
const rolledBack: Way['tamper'] = async ({ owner, size, checkpoints }, roll) => {
  const then = roll(checkpoints[0] ?? 1, size - 1);
  await owner.query('delete from log where position > $1', [then]);
  await owner.query('delete from events where global_position not in (select global_position from log)');
  await owner.query('delete from signed_checkpoints where size > $1', [then]);
  await refit(owner);
  return (checkpoints.findLast((count) => count <= then) ?? 0) + 1;
};

const dataEdited: Way['tamper'] = async (stage, roll) => {
  const position = place(stage, roll);
  await stage.owner.query(
    `update event_data d set data = replace(data, 'Synthetic', 'Real') from log join events e using (global_position)
     where position = $1 and d.stream = e.stream and d.version = e.version`,
    [position],
  );
  return position;
};

/** The tree that is left as it was names the place itself; of one that was made to fit a reader knows between which checkpoints. */
export const WAYS: readonly Way[] = [
  { name: 'edit', about: 'an entry edited', kinds: ['edited'], tamper: edited },
  { name: 'delete', about: 'an entry taken out, those behind it moved up', kinds: ['deleted'], tamper: deleted },
  { name: 'insert', about: 'an entry put in, those behind it moved down', kinds: ['inserted'], tamper: inserted },
  { name: 'swap', about: 'two entries swapped', kinds: ['swapped'], tamper: swapped },
  { name: 'resequence', about: 'up to forty entries in another order', kinds: ['resequenced'], tamper: resequenced },
  { name: 'truncate', about: 'everything from an entry on gone', kinds: ['truncated'], tamper: truncated },
  {
    name: 'edit, tree refitted',
    about: 'an entry edited, and the whole tree',
    kinds: ['rewritten'],
    tamper: thenRefitted(edited),
  },
  {
    name: 'delete, tree refitted',
    about: 'an entry taken out, and the whole tree',
    kinds: ['rewritten'],
    tamper: thenRefitted(deleted),
  },
  {
    name: 'insert, tree refitted',
    about: 'an entry put in, and the whole tree',
    kinds: ['rewritten'],
    tamper: thenRefitted(inserted),
  },
  {
    name: 'swap, tree refitted',
    about: 'two entries swapped, and the whole tree',
    kinds: ['rewritten'],
    tamper: thenRefitted(swapped),
  },
  {
    name: 'rewrite',
    about: 'an entry edited, its stream linked anew, and the whole tree',
    kinds: ['rewritten'],
    tamper: rewritten,
  },
  {
    name: 'rewrite, signed anew',
    about: 'the same, and a checkpoint signed for it by the log’s own key',
    kinds: ['forked'],
    tamper: signedAnew,
  },
  {
    name: 'roll back',
    about: 'an older backup put in place of the database',
    kinds: ['rolled-back'],
    tamper: rolledBack,
  },
  { name: 'edit data', about: 'an event’s data edited, its entry left', kinds: ['delivered'], inData: true, tamper: dataEdited },
];
