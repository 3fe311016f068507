import { NO_SUCH_RECORD, TIME_IN_THE_FUTURE } from '#kernel';
import { storiesOf } from '#testing';
import { councilDays, type CouncilDaysEvent, DAY_RECORDED_ALREADY } from './council-days.js';

const { given } = storiesOf(councilDays);
const review = { boardActionId: 'action-1', adoptedOn: '2026-03-10', regularDays: 2 };
const begun = (days: string[] = [], over: Partial<typeof review> = {}): CouncilDaysEvent => ({
  type: 'council-days.review-begun',
  data: { ...review, ...over, days },
});
const recorded = (on: string, ...actions: string[]): CouncilDaysEvent => ({
  type: 'council-days.recorded',
  data: { on, actions },
});
const record = (on: string) => ({ name: 'record-council-day', data: { on } }) as const;
const at = { now: '2026-03-13T20:00:00.000Z' };

describe('The regular days of the Council', () => {
  it('are kept from the first action under review on', () => {
    given().when(record('2026-03-11'), at).refused(NO_SUCH_RECORD);
    given().when({ name: 'note-review-begun', data: review }, at).then(begun());
    given(begun()).when({ name: 'note-review-begun', data: review }, at).then();
  });

  it('count toward every action that was adopted before that day, until it has all its days', () => {
    const second = begun([], { boardActionId: 'action-2', adoptedOn: '2026-03-11' });
    given(begun(), second).when(record('2026-03-11'), at).then(recorded('2026-03-11', 'action-1'));
    given(begun(), second, recorded('2026-03-11', 'action-1'))
      .when(record('2026-03-12'), at)
      .then(recorded('2026-03-12', 'action-1', 'action-2'));
    given(begun(), second, recorded('2026-03-11', 'action-1'), recorded('2026-03-12', 'action-1', 'action-2'))
      .when(record('2026-03-13'), at)
      .then(recorded('2026-03-13', 'action-2'));
  });

  it('are told to an action that is entered after them', () => {
    given(begun(), recorded('2026-03-11', 'action-1'), recorded('2026-03-10'))
      .when({ name: 'note-review-begun', data: { ...review, boardActionId: 'action-3' } }, at)
      .then(begun(['2026-03-11'], { boardActionId: 'action-3' }));
    given(begun(), recorded('2026-03-12', 'action-1'), recorded('2026-03-11', 'action-1'))
      .when({ name: 'note-review-begun', data: { ...review, boardActionId: 'action-3' } }, at)
      .then(begun(['2026-03-11', '2026-03-12'], { boardActionId: 'action-3' }));
  });

  it('are entered once each, and not before they come', () => {
    given(begun(), recorded('2026-03-11')).when(record('2026-03-11'), at).refused(DAY_RECORDED_ALREADY);
    given(begun()).when(record('2026-03-13'), at).then(recorded('2026-03-13', 'action-1'));
    given(begun()).when(record('2026-03-14'), at).refused(TIME_IN_THE_FUTURE);
  });
});
