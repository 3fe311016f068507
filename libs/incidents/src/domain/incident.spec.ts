import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { type EventMatter, incident, type IncidentMatter, ONLY_EVENTS_ARE_SKIPPED, STILL_STANDING } from './incident.js';

const { given, stateAfter } = storiesOf(incident);

const command: IncidentMatter = { kind: 'COMMAND', commandId: 'c-1', command: 'sign-order', stream: 'orders/o-1' };
const view: EventMatter = { kind: 'VIEW', consumer: 'view:trace', position: 7, eventType: 'order.signed' };
const reaction: EventMatter = { ...view, kind: 'REACTION', consumer: 'reaction:when-x-then-y' };

const reason = 'the trace was mended';
const replay = { name: 'replay-incident', data: { reason } } as const;
const skip = { name: 'skip-event', data: { reason } } as const;
const close = { name: 'close-incident', data: { reason } } as const;

/** An incident as the machine keeps it: a command stands before nothing, a view or a reaction before its event. */
const about = (matter: IncidentMatter, over: { state?: string; standing?: boolean } = {}) => ({
  incident: { matter, state: 'OPEN', standing: matter.kind !== 'COMMAND', ...over },
});

describe('An open incident', () => {
  it.each([command, view, reaction])('of a $kind is replayed, and says why and what', (matter) => {
    given().when(replay, {}, about(matter)).then({ type: 'incident.replayed', data: { matter, reason } });
  });

  it.each([view, reaction])('of a $kind ends by skipping its event', (matter) => {
    given().when(skip, {}, about(matter)).then({ type: 'incident.skipped', data: { matter, reason } });
  });

  it('of a command has no event to skip', () => {
    given().when(skip, {}, about(command)).refused(ONLY_EVENTS_ARE_SKIPPED);
  });

  it('whose view went on by itself has no event to skip any more', () => {
    given()
      .when(skip, {}, about(view, { standing: false }))
      .refused(ONLY_EVENTS_ARE_SKIPPED);
  });

  it('of a command is closed: the command is given up', () => {
    given()
      .when(close, {}, about(command))
      .then({ type: 'incident.closed', data: { matter: command, reason } });
  });

  it.each([view, reaction])('of a $kind is not closed while that stands still, and is when it does not', (matter) => {
    given().when(close, {}, about(matter)).refused(STILL_STANDING);
    given()
      .when(close, {}, about(matter, { standing: false }))
      .then({ type: 'incident.closed', data: { matter, reason } });
  });
});

describe('An incident that has ended', () => {
  it.each(['REPLAYED', 'SKIPPED', 'CLOSED', 'RESOLVED'])('%s: takes no step more', (state) => {
    for (const step of [replay, skip, close]) given().when(step, {}, about(view, { state })).refused(NOT_IN_THIS_STATE);
  });

  it('by an entry of the log has ended, whatever else is kept of it', () => {
    for (const entry of [
      { type: 'incident.replayed', data: { matter: view, reason } },
      { type: 'incident.skipped', data: { matter: view, reason } },
      { type: 'incident.closed', data: { matter: view, reason } },
    ] as const)
      for (const step of [replay, skip, close]) given(entry).when(step, {}, about(view)).refused(NOT_IN_THIS_STATE);
  });

  it('keeps which way it ended', () => {
    const data = { matter: view, reason };
    expect(stateAfter({ type: 'incident.replayed', data })).toEqual({ status: 'REPLAYED' });
    expect(stateAfter({ type: 'incident.skipped', data })).toEqual({ status: 'SKIPPED' });
    expect(stateAfter({ type: 'incident.closed', data })).toEqual({ status: 'CLOSED' });
  });
});

it('An incident of another id does not exist', () => {
  for (const step of [replay, skip, close]) given().when(step, {}, {}).refused(NO_SUCH_RECORD);
});
