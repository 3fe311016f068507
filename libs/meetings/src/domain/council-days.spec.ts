import { NO_SUCH_RECORD, TIME_IN_THE_FUTURE } from '#kernel';
import { storiesOf } from '#testing';
import { councilDays, type CouncilDaysEvent, DAY_NOT_RECORDED, DAY_RECORDED_ALREADY } from './council-days.js';

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
const reason = 'The journal has a recess.';
const strike = (on: string) => ({ name: 'strike-council-day', data: { on, reason } }) as const;
const struck = (on: string, ...actions: string[]): CouncilDaysEvent => ({
  type: 'council-days.struck',
  data: { on, reason, actions },
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

describe('A day on which the Council did not convene in regular session', () => {
  const first = recorded('2026-03-11', 'action-1');
  const second = recorded('2026-03-12', 'action-1');

  it('is struck, with the actions that may have counted it', () => {
    given(begun(), first).when(strike('2026-03-11'), at).then(struck('2026-03-11', 'action-1'));
    given().when(strike('2026-03-11'), at).refused(NO_SUCH_RECORD);
  });

  it('is one that is on record, and is struck once', () => {
    given(begun(), first).when(strike('2026-03-12'), at).refused(DAY_NOT_RECORDED);
    given(begun(), first, struck('2026-03-11', 'action-1')).when(strike('2026-03-11'), at).refused(DAY_NOT_RECORDED);
  });

  it('is recorded anew where it was one after all, and struck anew', () => {
    const history = [begun(), first, struck('2026-03-11', 'action-1')];
    given(...history)
      .when(record('2026-03-11'), at)
      .then(first);
    given(...history, first)
      .when(strike('2026-03-11'), at)
      .then(struck('2026-03-11', 'action-1'));
  });

  it('leaves an action alone that was adopted on it or later', () => {
    const later = begun([], { boardActionId: 'action-2', adoptedOn: '2026-03-11' });
    given(begun(), first, later).when(strike('2026-03-11'), at).then(struck('2026-03-11', 'action-1'));
  });

  it('finds an action again that had all its days, and leaves it to wait for one more', () => {
    const history = [begun(), first, second];
    given(...history)
      .when(record('2026-03-13'), at)
      .then(recorded('2026-03-13'));
    given(...history)
      .when(strike('2026-03-11'), at)
      .then(struck('2026-03-11', 'action-1'));
    given(...history, struck('2026-03-11', 'action-1'))
      .when(record('2026-03-13'), at)
      .then(recorded('2026-03-13', 'action-1'));
    given(...history)
      .when({ name: 'note-review-begun', data: review }, at)
      .then();
  });

  it('is struck for an action too that took it in the place of another one', () => {
    given(begun(), first, second, recorded('2026-03-13'), struck('2026-03-11', 'action-1'))
      .when(strike('2026-03-13'), at)
      .then(struck('2026-03-13', 'action-1'));
  });

  it('is struck for whoever was told of it before it was struck and entered again, after days enough to end the review without it', () => {
    const third = recorded('2026-03-13', 'action-1');
    const filled = [second, first, recorded('2026-03-13')];
    given(begun(), third, struck('2026-03-13', 'action-1'), ...filled)
      .when(strike('2026-03-13'), at)
      .then(struck('2026-03-13', 'action-1'));
  });

  it('is not told to an action that is entered after it was struck, and struck for one that was entered before', () => {
    const late = { ...review, boardActionId: 'action-3' };
    given(begun(), first, second, struck('2026-03-11', 'action-1'))
      .when({ name: 'note-review-begun', data: late }, at)
      .then(begun(['2026-03-12'], { boardActionId: 'action-3' }));
    given(begun(), first, second, begun(['2026-03-11', '2026-03-12'], { boardActionId: 'action-3' }))
      .when(strike('2026-03-12'), at)
      .then(struck('2026-03-12', 'action-1', 'action-3'));
  });
});

it('A day that is entered late counts where it lies before the last one of a review, also of one that has all its days', () => {
  const history = [begun(), recorded('2026-03-11', 'action-1'), recorded('2026-03-13', 'action-1')];
  given(...history)
    .when(record('2026-03-12'), at)
    .then(recorded('2026-03-12', 'action-1'));
  given(begun(), recorded('2026-03-11', 'action-1'), recorded('2026-03-12', 'action-1'))
    .when(record('2026-03-13'), at)
    .then(recorded('2026-03-13'));
});
