import {
  CommandBody,
  defineLifecycle,
  type FactReader,
  OneOf,
  RecordId,
  type RecordedEntry,
  ShapedList,
  Text,
} from '#command-queue';
import { NO_SUCH_RECORD, OWN_WORK } from '#kernel';
import { aloneWithErasures, HOLDS, mentionsIn } from './deciding.js';
import type { HoldableEntry, HoldScope } from './domain/covering.js';
import {
  ERASURE_UNDER_WAY,
  HOLD_SCOPE_UNCLEAR,
  type HoldFacts,
  type PlacePreservationHold,
  PRESERVATION_HOLD_TRANSITIONS,
  preservationHold,
  type ReleasePreservationHold,
} from './domain/preservation-hold.js';

class PlacePreservationHoldBody extends CommandBody {
  @OneOf(['ALL', 'SERIES', 'SUBJECTS'], { about: 'ALL covers every entry; the others what `series` or `subjects` name.' })
  kind!: HoldScope['kind'];

  @ShapedList(/^[a-z][a-z-]*$/, 'public-comments', {
    optional: true,
    atMost: 50,
    about: 'With SERIES: series of the retention schedule, as `/v1/retention` names them.',
  })
  series?: string[];

  @ShapedList(/^[a-z][a-z-]*\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, 'drafts/01990000-0000-7000-8000-000000000001', {
    optional: true,
    about: 'With SUBJECTS: the records, and with them every entry that names one of them.',
  })
  subjects?: string[];

  @Text(300, { about: 'What demands it: a case, a claim, a records request.' })
  authority!: string;

  @Text(2000)
  reason!: string;
}

class ReleasePreservationHoldBody extends CommandBody {
  @RecordId()
  holdId!: string;

  @Text(2000)
  reason!: string;
}

async function factsOfPlacing(read: FactReader, { subjects = [] }: PlacePreservationHold['data']): Promise<HoldFacts> {
  await aloneWithErasures(read);
  const unknownSubjects: string[] = [];
  for (const subject of subjects) {
    const [streamType = '', id = ''] = subject.split('/');
    const recorded = await read.state({ streamType, initial: true, evolve: () => true }, id);
    if (!recorded) unknownSubjects.push(subject);
  }
  return { unknownSubjects, beingErased: (await read.beingErased()).map(holdable) };
}

function holdable({ position, subject, data }: RecordedEntry): HoldableEntry {
  return { position, subject, mentions: mentionsIn(data) };
}

/** What may not be erased while the hold stands. Its type says that there is one; of what, and why, is for those who work here. */
export const preservationHoldLifecycle = defineLifecycle({
  decider: preservationHold,
  transitions: PRESERVATION_HOLD_TRANSITIONS,
  commands: {
    'place-preservation-hold': {
      body: PlacePreservationHoldBody satisfies new () => PlacePreservationHold['data'],
      summary: 'Keep records from being erased, whatever the retention schedule says, until the hold is released.',
      subject: 'new',
      roles: ['city-attorney'],
      rules: [HOLD_SCOPE_UNCLEAR, NO_SUCH_RECORD, ERASURE_UNDER_WAY],
      facts: factsOfPlacing,
    },
    'release-preservation-hold': {
      body: ReleasePreservationHoldBody satisfies new () => ReleasePreservationHold['data'],
      summary: 'End a preservation hold, by another person than those who placed it.',
      subject: 'holdId',
      roles: ['city-attorney'],
      rules: [OWN_WORK],
    },
  },
  events: {
    'preservation-hold.placed': {
      schemaVersion: 1,
      visibility: 'INTERNAL',
      // How an order of erasure finds every hold there ever was.
      claims: (_data, id) => [{ scope: HOLDS, key: `hold ${id}`, rule: HOLD_SCOPE_UNCLEAR }],
    },
    'preservation-hold.released': { schemaVersion: 1, visibility: 'INTERNAL' },
  },
});
