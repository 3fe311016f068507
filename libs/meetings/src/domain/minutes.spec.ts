import { losAngeles } from '#jurisdiction';
import { NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { storiesOf } from '#testing';
import type { ItemStatus } from './agenda-item.js';
import type { Meeting, MeetingEvent, SittingMeeting } from './meeting-record.js';
import { meeting } from './meeting.js';
import { MINUTES_APPROVED_BY_THE_BOARD } from './minutes.js';
import { opened, VOTE_AT } from './spec-meeting.js';

const { given, stateAfter } = storiesOf(meeting);
const ended: MeetingEvent = { type: 'meeting.adjourned', data: { adjournedAt: VOTE_AT, ending: 'ADJOURNED' } };
const LATER = '2026-03-24T18:00:00.000Z';
const drafted = (...drafters: string[]): MeetingEvent => ({
  type: 'meeting.minutes-drafted',
  data: { remarks: 'The Chief was absent.', draftedAt: LATER, drafters },
});
const by = (actor: string) => ({ occurredAt: LATER, actor, subjectId: 'meeting-1' });
const approvedBy = { meetingId: 'meeting-2', itemNumber: '2' };

describe('Minutes', () => {
  const draft = { name: 'draft-minutes', data: { remarks: 'The Chief was absent.' } } as const;

  it('are drafted once the meeting has ended, and again until they are approved', () => {
    given(...opened(), ended)
      .when(draft, by('sec'))
      .then(drafted('sec'));
    given(...opened(), ended, drafted('sec'))
      .when(draft, by('sec'))
      .then(drafted('sec'));
    given(...opened())
      .when(draft, by('sec'))
      .refused(NOT_IN_THIS_STATE);
    given(...opened(), ended)
      .when({ name: 'approve-minutes', data: { approvedBy } }, by('sec'))
      .refused(NOT_IN_THIS_STATE);
  });

  it('are approved by the Board, on an item of a later meeting that names them', () => {
    const item = { number: '2', title: 'Minutes', kind: 'ACTION', section: 'CONSENT', revised: false } as const;
    const later = (status: ItemStatus, minutesOf = 'meeting-1'): Meeting => ({
      ...(stateAfter(...opened()) as SittingMeeting),
      items: [{ ...item, status, minutesOf }],
    });
    const approve = (meeting2: Meeting, data: object = { approvedBy }) =>
      given(...opened(), ended, drafted('sec')).when({ name: 'approve-minutes', data }, by('sec'), {
        meetings: { 'meeting-2': meeting2 },
      });
    const approved = { approvedBy, remarks: 'The Chief was absent.', approvedAt: LATER };
    approve(later('APPROVED')).then({ type: 'meeting.minutes-approved', data: approved });
    approve(later('APPROVED_AS_AMENDED'), { approvedBy, corrections: 'He was there.' }).then({
      type: 'meeting.minutes-approved',
      data: { ...approved, corrections: 'He was there.' },
    });
    approve(later('FAILED')).refused(MINUTES_APPROVED_BY_THE_BOARD);
    approve(later('APPROVED', 'meeting-9')).refused(MINUTES_APPROVED_BY_THE_BOARD);
    approve({ status: 'none' }).refused(MINUTES_APPROVED_BY_THE_BOARD);
    approve(later('APPROVED'), {}).refused(MINUTES_APPROVED_BY_THE_BOARD);
  });

  it('are approved by a secretary who drafted none of them, where the profile says so', () => {
    const profile = { ...losAngeles, minutesApprovedBy: 'SECRETARY' } as const;
    const history = [...opened(), ended, drafted('sec', 'clerk'), drafted('sec')];
    const approve = (actor: string) => given(...history).when({ name: 'approve-minutes', data: {} }, { ...by(actor), profile });
    approve('other').thenLike({ type: 'meeting.minutes-approved' });
    approve('sec').refused(OWN_WORK);
    approve('clerk').refused(OWN_WORK);
    given(...history)
      .when({ name: 'approve-minutes', data: { approvedBy } }, { ...by('other'), profile })
      .refused(MINUTES_APPROVED_BY_THE_BOARD);
  });

  it('carry no remarks where they were drafted without', () => {
    const bare: MeetingEvent = { type: 'meeting.minutes-drafted', data: { draftedAt: LATER, drafters: ['sec'] } };
    const profile = { ...losAngeles, minutesApprovedBy: 'SECRETARY' } as const;
    given(...opened(), ended, bare)
      .when({ name: 'approve-minutes', data: {} }, { ...by('other'), profile })
      .then({ type: 'meeting.minutes-approved', data: { approvedAt: LATER } });
    const state = stateAfter(...opened(), ended, bare);
    expect('minutes' in state && state.minutes).toStrictEqual({ status: 'DRAFTED', drafters: ['sec'] });
    const undrafted = stateAfter(...opened(), ended);
    expect('minutes' in undrafted && undrafted.minutes).toStrictEqual({ status: 'NONE', drafters: [] });
  });

  it('are approved once', () => {
    const approved: MeetingEvent = { type: 'meeting.minutes-approved', data: { approvedBy, approvedAt: LATER } };
    const history = [...opened(), ended, drafted('sec'), approved];
    given(...history)
      .when(draft, by('sec'))
      .refused(NOT_IN_THIS_STATE);
    given(...history)
      .when({ name: 'approve-minutes', data: { approvedBy } }, by('sec'))
      .refused(NOT_IN_THIS_STATE);
  });

  describe('whose item fails after all', () => {
    const approved: MeetingEvent = { type: 'meeting.minutes-approved', data: { approvedBy, approvedAt: LATER } };
    const failed: MeetingEvent = { type: 'meeting.approval-failed', data: { approvedBy } };
    const note = { name: 'note-approval-failed', data: { approvedBy } } as const;
    const history = [...opened(), ended, drafted('sec'), approved];

    it('are a draft again, of the same people, to be approved by another item', () => {
      given(...history)
        .when(note, by('reaction'))
        .then(failed);
      const state = stateAfter(...history, failed);
      const before = { status: 'DRAFTED', drafters: ['sec'], remarks: 'The Chief was absent.' };
      expect('minutes' in state && state.minutes).toStrictEqual(before);
      given(...history, failed)
        .when(draft, by('clerk'))
        .then(drafted('clerk'));
    });

    it('stay approved by another item, or by the secretary', () => {
      const other = (item: object) => ({ ...note, data: { approvedBy: { ...approvedBy, ...item } } });
      given(...history)
        .when(other({ meetingId: 'meeting-3' }), by('reaction'))
        .then();
      given(...history)
        .when(other({ itemNumber: '3' }), by('reaction'))
        .then();
      const bySecretary: MeetingEvent = { type: 'meeting.minutes-approved', data: { approvedAt: LATER } };
      given(...opened(), ended, drafted('sec'), bySecretary)
        .when(note, by('reaction'))
        .then();
      given(...history, failed)
        .when(note, by('reaction'))
        .refused(NOT_IN_THIS_STATE);
    });
  });
});
