import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import {
  board,
  type BoardEvent,
  membersOn,
  NO_SUCH_SEAT,
  OFFICER_IS_A_MEMBER,
  officersOn,
  ONE_SEAT_A_MEMBER,
  SEAT_IS_EMPTY,
  SEAT_IS_HELD,
  TERM_ENDS_BEFORE_IT_BEGINS,
} from './board.js';

const { given, stateAfter } = storiesOf(board);

const constituted: BoardEvent = { type: 'board.constituted', data: { name: 'Synthetic board' } };
const term = { seat: 1, holder: 'ana', name: 'Synthetic Ana', from: '2026-01-01', until: '2026-06-30' };
const seated: BoardEvent = { type: 'board.seat-filled', data: term };
const fill = (over: Partial<typeof term>) => ({ name: 'fill-seat', data: { ...term, ...over } }) as const;
const elected = (office: 'PRESIDENT' | 'VICE_PRESIDENT', holder: string, from: string): BoardEvent => ({
  type: 'board.officer-elected',
  data: { office, holder, from },
});
const holdersOn = (date: string, ...events: BoardEvent[]) => membersOn(stateAfter(...events), date).map(({ holder }) => holder);

describe('A board', () => {
  it('is constituted once', () => {
    given()
      .when({ name: 'constitute-board', data: { name: 'Synthetic board' } })
      .then(constituted);
    given(constituted)
      .when({ name: 'constitute-board', data: { name: 'Another' } })
      .refused(NOT_IN_THIS_STATE);
  });

  it('has no seats before it exists', () => {
    given().when(fill({})).refused(NO_SUCH_RECORD);
  });

  it('has the seats of the profile, five, and no sixth', () => {
    given(constituted)
      .when(fill({ seat: 5 }))
      .thenLike({ type: 'board.seat-filled' });
    given(constituted)
      .when(fill({ seat: 6 }))
      .refused(NO_SUCH_SEAT);
    given(constituted)
      .when(fill({ seat: 0 }))
      .refused(NO_SUCH_SEAT);
  });

  it('takes a term of one day, and none that ends before it begins', () => {
    given(constituted)
      .when(fill({ until: '2026-01-01' }))
      .thenLike({ type: 'board.seat-filled' });
    given(constituted)
      .when(fill({ until: '2025-12-31' }))
      .refused(TERM_ENDS_BEFORE_IT_BEGINS);
  });

  it('gives a seat to the next holder from the day after the term', () => {
    given(constituted, seated)
      .when(fill({ holder: 'ben', from: '2026-07-01', until: '2026-12-31' }))
      .thenLike({ type: 'board.seat-filled' });
    given(constituted, seated)
      .when(fill({ holder: 'ben', from: '2026-06-30', until: '2026-12-31' }))
      .refused(SEAT_IS_HELD);
  });

  it('has a seat free until the day before a term that is recorded already', () => {
    const until = (day: string) => given(constituted, seated).when(fill({ holder: 'ben', from: '2025-07-01', until: day }));
    until('2025-12-31').thenLike({ type: 'board.seat-filled' });
    until('2026-01-01').refused(SEAT_IS_HELD);
  });

  it('tells one seat and one member from another', () => {
    given(constituted, seated)
      .when(fill({ seat: 2, holder: 'ben' }))
      .thenLike({ type: 'board.seat-filled' });
    given(constituted, seated)
      .when({ name: 'vacate-seat', data: { seat: 2, on: '2026-03-01' } })
      .refused(SEAT_IS_EMPTY);
    given(constituted, seated)
      .when({ name: 'elect-officer', data: { office: 'PRESIDENT', holder: 'ben', from: '2026-01-01' } })
      .refused(OFFICER_IS_A_MEMBER);
  });

  it('gives nobody two seats at a time', () => {
    given(constituted, seated)
      .when(fill({ seat: 2, from: '2026-06-30', until: '2026-12-31' }))
      .refused(ONE_SEAT_A_MEMBER);
    given(constituted, seated)
      .when(fill({ seat: 2, from: '2026-07-01', until: '2026-12-31' }))
      .thenLike({ type: 'board.seat-filled' });
  });

  it('knows its members from the first to the last day of their terms', () => {
    expect(holdersOn('2025-12-31', constituted, seated)).toEqual([]);
    expect(holdersOn('2026-01-01', constituted, seated)).toEqual(['ana']);
    expect(holdersOn('2026-06-30', constituted, seated)).toEqual(['ana']);
    expect(holdersOn('2026-07-01', constituted, seated)).toEqual([]);
    expect(holdersOn('2026-07-01')).toEqual([]);
  });

  it('loses a member from the day of the vacancy on', () => {
    const vacated: BoardEvent = {
      type: 'board.seat-vacated',
      data: { seat: 1, holder: 'ana', on: '2026-03-01', lastDay: '2026-02-28' },
    };
    given(constituted, seated)
      .when({ name: 'vacate-seat', data: { seat: 1, on: '2026-03-01' } })
      .then(vacated);
    expect(holdersOn('2026-02-28', constituted, seated, vacated)).toEqual(['ana']);
    expect(holdersOn('2026-03-01', constituted, seated, vacated)).toEqual([]);
    given(constituted, seated, vacated)
      .when(fill({ holder: 'ben', from: '2026-03-01' }))
      .thenLike({ type: 'board.seat-filled' });
    given(constituted, seated, vacated)
      .when({ name: 'vacate-seat', data: { seat: 1, on: '2026-03-01' } })
      .refused(SEAT_IS_EMPTY);
  });

  it('keeps a term of one day, and the terms of the other seats, where a seat falls vacant', () => {
    const onTheSecondDay: BoardEvent = {
      type: 'board.seat-vacated',
      data: { seat: 1, holder: 'ana', on: '2026-01-02', lastDay: '2026-01-01' },
    };
    const ben: BoardEvent = { type: 'board.seat-filled', data: { ...term, seat: 2, holder: 'ben' } };
    expect(holdersOn('2026-01-01', constituted, seated, ben, onTheSecondDay)).toEqual(['ana', 'ben']);
    expect(holdersOn('2026-01-02', constituted, seated, ben, onTheSecondDay)).toEqual(['ben']);
  });

  it('forgets a term that fell vacant on its first day', () => {
    const never: BoardEvent = {
      type: 'board.seat-vacated',
      data: { seat: 1, holder: 'ana', on: '2026-01-01', lastDay: '2025-12-31' },
    };
    given(constituted, seated, never)
      .when(fill({ holder: 'ben', from: '2025-07-01' }))
      .thenLike({ type: 'board.seat-filled' });
  });

  it('elects its officers from among its members', () => {
    const elect = (from: string) => ({ name: 'elect-officer', data: { office: 'PRESIDENT', holder: 'ana', from } }) as const;
    given(constituted, seated)
      .when(elect('2026-01-01'))
      .then(elected('PRESIDENT', 'ana', '2026-01-01'));
    given(constituted, seated).when(elect('2025-12-31')).refused(OFFICER_IS_A_MEMBER);
  });

  it('has the officer who was elected last, while a member and in one office only', () => {
    const benToo: BoardEvent = {
      type: 'board.seat-filled',
      data: { seat: 2, holder: 'ben', name: 'Synthetic Ben', from: '2026-01-01' },
    };
    const state = stateAfter(
      constituted,
      seated,
      benToo,
      elected('PRESIDENT', 'ben', '2026-05-01'),
      elected('PRESIDENT', 'ana', '2026-01-01'),
      elected('VICE_PRESIDENT', 'ben', '2026-01-01'),
    );
    expect(officersOn(state, '2025-12-31')).toEqual({});
    expect(officersOn(state, '2026-04-30')).toEqual({ PRESIDENT: 'ana', VICE_PRESIDENT: 'ben' });
    expect(officersOn(state, '2026-05-01')).toEqual({ PRESIDENT: 'ben' });
    expect(officersOn(stateAfter(constituted, seated, benToo, elected('PRESIDENT', 'ana', '2026-01-01')), '2026-07-01')).toEqual(
      {},
    );
    const sameDay = [elected('PRESIDENT', 'ana', '2026-01-01'), elected('PRESIDENT', 'ben', '2026-01-01')];
    expect(officersOn(stateAfter(constituted, seated, benToo, ...sameDay), '2026-01-01')).toEqual({ PRESIDENT: 'ben' });
    const anaOnly = stateAfter(constituted, seated, elected('PRESIDENT', 'ana', '2026-01-01'));
    expect(officersOn(anaOnly, '2026-06-30')).toEqual({ PRESIDENT: 'ana' });
    expect(officersOn(anaOnly, '2026-07-01')).toEqual({});
  });
});
