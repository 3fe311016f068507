import { CommandBody, defineLifecycle, type FactReader, OneOf, RecordId, type RecordedEntry, Text, Wholes } from '#command-queue';
import { nameErased } from '#event-log';
import { NO_SUCH_RECORD, OWN_WORK, type Profile } from '#kernel';
import { aloneWithErasures, HOLDS, mentionsIn } from './deciding.js';
import { keepOf, type StandingHold } from './domain/covering.js';
import {
  ERASED_ALREADY,
  erasure,
  ERASURE_GROUNDS,
  ERASURE_TRANSITIONS,
  type ErasureFacts,
  type EntryToErase,
  GROUNDS_NOT_GIVEN,
  HELD_FOR_PRESERVATION,
  NOT_DUE_FOR_DISPOSITION,
  NOT_ERASABLE,
  type OrderErasure,
} from './domain/erasure.js';
import { preservationHold } from './domain/preservation-hold.js';

class OrderErasureBody extends CommandBody {
  @Wholes(1, Number.MAX_SAFE_INTEGER, { about: 'The places in the log of the entries whose data goes.' })
  positions!: number[];

  @OneOf(ERASURE_GROUNDS, {
    about: 'LAW: a statute or a judgment demands it. SCHEDULE: the retention schedule lets the records go.',
  })
  ground!: OrderErasure['data']['ground'];

  @Text(300, { about: 'The law, the judgment or the rule of the schedule. Everybody may read it.' })
  authority!: string;

  @Text(2000, {
    about: 'Why. Everybody may read it, for ever: it does not repeat what is to be erased, and names no private person.',
  })
  reason!: string;
}

class NoteErasureCarriedOutBody extends CommandBody {
  @RecordId()
  erasureId!: string;
}

async function factsOfOrder(read: FactReader, { positions }: OrderErasure['data']): Promise<ErasureFacts> {
  await aloneWithErasures(read);
  const holds: StandingHold[] = [];
  for (const { id } of await read.holders(HOLDS)) {
    const hold = await read.state(preservationHold, id);
    if (hold?.status === 'PLACED') holds.push({ id, scope: hold.scope });
  }
  const entries: EntryToErase[] = [];
  for (const position of positions) {
    const entry = await read.entry(position);
    if (entry) entries.push(await toErase(read, entry));
  }
  return { entries, holds };
}

async function toErase(read: FactReader, entry: RecordedEntry): Promise<EntryToErase> {
  const { position, type, subject, erasable, erased, people, data } = entry;
  const closedAt = await read.lastOccurred(subject, closingEvents(subject, read.profile));
  return { position, type, subject, erasable, erased, people, mentions: mentionsIn(data), ...(closedAt && { closedAt }) };
}

/** From which events the schedule counts for a record. */
function closingEvents(subject: string, profile: Profile): readonly string[] {
  const keep = keepOf(subject, profile);
  return keep === undefined || keep === 'PERMANENT' ? [] : keep.after;
}

/** An order of erasure, which everybody may read: without it, missing data would be tampering. */
export const erasureLifecycle = defineLifecycle({
  decider: erasure,
  transitions: ERASURE_TRANSITIONS,
  commands: {
    'order-erasure': {
      body: OrderErasureBody satisfies new () => OrderErasure['data'],
      summary: 'Have the data of entries taken away for ever; the entries themselves stand, and every proof still verifies.',
      subject: 'new',
      roles: ['city-attorney'],
      rules: [
        GROUNDS_NOT_GIVEN,
        NO_SUCH_RECORD,
        NOT_ERASABLE,
        ERASED_ALREADY,
        OWN_WORK,
        HELD_FOR_PRESERVATION,
        NOT_DUE_FOR_DISPOSITION,
      ],
      facts: factsOfOrder,
    },
    'note-erasure-carried-out': {
      body: NoteErasureCarriedOutBody,
      summary: 'Note that the data which an erasure names is gone.',
      subject: 'erasureId',
      roles: ['system'],
      rules: [],
    },
  },
  events: {
    'erasure.ordered': {
      schemaVersion: 1,
      visibility: 'PUBLIC',
      effect: (database, { positions }, id) => nameErased(database, id, positions),
    },
    'erasure.carried-out': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});
