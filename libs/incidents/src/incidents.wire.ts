import { CommandBody, defineLifecycle, type FactReader, RecordId, Text } from '#command-queue';
import { closeIncident, type Incident, replayIncident, skipIncident } from '#event-log';
import type { Role } from '#kernel';
import {
  type CloseIncident,
  incident,
  INCIDENT_TRANSITIONS,
  type IncidentFacts,
  type IncidentMatter,
  ONLY_EVENTS_ARE_SKIPPED,
  type ReplayIncident,
  type SkipEvent,
  STILL_STANDING,
} from './domain/incident.js';

abstract class IncidentBody extends CommandBody {
  @RecordId({ about: 'As `/v1/incidents` lists it.' })
  incidentId!: string;

  @Text(1000, { about: 'Why; for those who read the log. No names of private persons, nothing that would have to be hidden.' })
  reason!: string;
}

class ReplayIncidentBody extends IncidentBody {}
class SkipEventBody extends IncidentBody {}
class CloseIncidentBody extends IncidentBody {}

function matterOf(found: Incident): IncidentMatter {
  if (found.kind === 'COMMAND')
    return { kind: found.kind, commandId: found.commandId, command: found.command, stream: found.stream };
  return { kind: found.kind, consumer: found.consumer, position: found.position, eventType: found.eventType };
}

async function factsOfIncident(read: FactReader): Promise<IncidentFacts> {
  const found = await read.incident();
  if (!found) return {};
  return { incident: { matter: matterOf(found), state: found.state, standing: found.kind !== 'COMMAND' && found.standing } };
}

const roles: readonly Role[] = ['administrator'];
const ofAnIncident = { subject: 'incidentId', knownElsewhere: true, facts: factsOfIncident, roles } as const;
const forInsiders = { schemaVersion: 1, visibility: 'INTERNAL' } as const;

/** What administrators do about incidents; the effect of each entry is done in the transaction that appends it. */
export const incidentLifecycle = defineLifecycle({
  decider: incident,
  transitions: INCIDENT_TRANSITIONS,
  commands: {
    'replay-incident': {
      ...ofAnIncident,
      body: ReplayIncidentBody satisfies new () => ReplayIncident['data'],
      summary: 'Try again what the machine could not do, after its cause was mended.',
      rules: [],
    },
    'skip-event': {
      ...ofAnIncident,
      body: SkipEventBody satisfies new () => SkipEvent['data'],
      summary: 'Lead a view or a reaction past the event that it cannot digest; it lacks that event from then on.',
      rules: [ONLY_EVENTS_ARE_SKIPPED],
    },
    'close-incident': {
      ...ofAnIncident,
      body: CloseIncidentBody satisfies new () => CloseIncident['data'],
      summary: 'Give up a failed command: it stays failed.',
      rules: [STILL_STANDING],
    },
  },
  events: {
    'incident.replayed': {
      ...forInsiders,
      effect: (database, { matter }, id) =>
        replayIncident(database, matter.kind === 'COMMAND' ? { id, commandId: matter.commandId } : { id }),
    },
    'incident.skipped': {
      ...forInsiders,
      effect: (database, { matter }, id) => skipIncident(database, { id, consumer: matter.consumer, position: matter.position }),
    },
    'incident.closed': { ...forInsiders, effect: (database, _data, id) => closeIncident(database, { id }) },
  },
});
