import { losAngeles, profileFrom } from '#jurisdiction';
import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { bpcNumberOf, bpcPlaceOf, bpcSeriesOf } from './bpc-number.js';
import {
  boardReport,
  type BoardReportAgendized,
  type BoardReportDisposed,
  type BoardReportReceived,
  BPC_NUMBER_FORM,
  BPC_SERIES_EXHAUSTED,
} from './board-report.js';

const { given, stateAfter } = storiesOf(boardReport);

const paper = { from: 'CHIEF', title: 'Protocols on federal immigration action', reportedOn: '2026-03-03' } as const;
const received: BoardReportReceived = {
  type: 'board-report.received',
  data: { ...paper, bpcNumber: 'BPC #26-0123', series: 'bpc/26', serial: 123 },
};
const place = { meetingId: 'meeting-1', itemNumber: '3A' };
const agendized: BoardReportAgendized = { type: 'board-report.agendized', data: place };
const disposed: BoardReportDisposed = { type: 'board-report.disposed', data: { ...place, disposition: 'APPROVED' } };

const register = (data: object = {}) => ({ name: 'register-board-report', data: { ...paper, ...data } }) as const;
const agendize = { name: 'note-report-agendized', data: place } as const;
const dispose = { name: 'note-report-disposed', data: disposed.data } as const;

describe('A Board report', () => {
  it('is registered once, under the number on its paper', () => {
    given()
      .when(register({ bpcNumber: 'BPC #26-0123' }))
      .then(received);
    given(received)
      .when(register({ bpcNumber: 'BPC #26-0123' }))
      .refused(NOT_IN_THIS_STATE);
  });

  it('takes the next number of its year where it has none', () => {
    given()
      .when(register(), {}, { nextSerial: 7 })
      .then({ type: 'board-report.received', data: { ...paper, bpcNumber: 'BPC #26-0007', series: 'bpc/26', serial: 7 } });
    given()
      .when(register({ reportedOn: '2027-01-05' }), {}, { nextSerial: 1 })
      .thenLike({ type: 'board-report.received', data: { bpcNumber: 'BPC #27-0001' } });
  });

  it('takes no serial of five digits', () => {
    given()
      .when(register(), {}, { nextSerial: 9999 })
      .thenLike({ type: 'board-report.received', data: { bpcNumber: 'BPC #26-9999' } });
    given().when(register(), {}, { nextSerial: 10_000 }).refused(BPC_SERIES_EXHAUSTED);
  });

  it('follows a report that is there', () => {
    const data = { bpcNumber: 'BPC #26-0124', follows: 'report-1' };
    given().when(register(data), {}, { followsKnown: true }).thenLike({ type: 'board-report.received', data });
    given().when(register(data), {}, { followsKnown: false }).refused(NO_SUCH_RECORD);
  });

  it('is placed on an agenda, or on a later one too', () => {
    given(received).when(agendize).then(agendized);
    given(received, agendized).when(agendize).then(agendized);
    given().when(agendize).refused(NO_SUCH_RECORD);
  });

  it('is taken up again by another item after it was disposed of, and not by the posting of that item itself, which may come later', () => {
    given(received, disposed).when(agendize).then();
    for (const other of [
      { meetingId: 'meeting-2', itemNumber: '3A' },
      { meetingId: 'meeting-1', itemNumber: '3B' },
    ]) {
      const again = { type: 'board-report.agendized', data: other } as const;
      given(received, agendized, disposed).when({ name: 'note-report-agendized', data: other }).then(again);
      given(received, disposed, again).when(agendize).then();
      expect(stateAfter(received, disposed, again)).toMatchObject({ status: 'AGENDIZED' });
    }
  });

  it('is disposed of item by item, though no agenda with it be on record', () => {
    given(received).when(dispose).then(disposed);
    given(received, agendized).when(dispose).then(disposed);
    given(received, agendized, disposed).when(dispose).then();
    given().when(dispose).refused(NO_SUCH_RECORD);
  });

  it('learns that what an item came to turned out otherwise, also before it learns what that was', () => {
    const turned = { ...place, disposition: 'FAILED', was: 'APPROVED' } as const;
    const again = { type: 'board-report.disposed', data: turned } as const;
    const otherwise = { name: 'note-report-disposed', data: turned } as const;
    given(received, agendized, disposed).when(otherwise).then(again);
    given(received, agendized).when(otherwise).then(again);
    given(received, agendized, again).when(dispose).then();
    expect(stateAfter(received, agendized, again)).toMatchObject({ status: 'DISPOSED', decided: [place] });
    const later = { type: 'board-report.agendized', data: { meetingId: 'meeting-2', itemNumber: '1' } } as const;
    expect(stateAfter(received, agendized, disposed, later, again)).toMatchObject({ status: 'AGENDIZED', decided: [place] });
  });

  it('keeps its number', () => {
    expect(stateAfter(received)).toEqual({ status: 'RECEIVED', bpcNumber: 'BPC #26-0123' });
    expect(stateAfter(received, agendized)).toEqual({ status: 'AGENDIZED', bpcNumber: 'BPC #26-0123' });
    expect(stateAfter(received, agendized, disposed)).toEqual({
      status: 'DISPOSED',
      bpcNumber: 'BPC #26-0123',
      decided: [place],
    });
  });
});

describe('A BPC number', () => {
  const { number: inLosAngeles } = losAngeles.boardReports;

  it('is a serial in the series of its year', () => {
    expect(bpcPlaceOf(inLosAngeles, 'BPC #17-0169')).toEqual({ series: 'bpc/17', serial: 169 });
    expect(bpcSeriesOf('2026-03-03')).toBe('bpc/26');
  });

  it.each(['BPC #26-0000', 'BPC #26-123', 'BPC #26-01234', 'BPC #2026-0123', 'BPC 26-0123', 'xBPC #26-0123'])(
    'is refused as %s, which is not of the form',
    (bpcNumber) => given().when(register({ bpcNumber })).refused(BPC_NUMBER_FORM),
  );

  it('has the form of its place', () => {
    const profile = profileFrom('port-alder');
    const received = { bpcNumber: 'PAB 2026/007', series: 'bpc/26', serial: 7 };
    given().when(register(), { profile }, { nextSerial: 7 }).thenLike({ type: 'board-report.received', data: received });
    given()
      .when(register({ bpcNumber: 'PAB 2026/007' }), { profile })
      .thenLike({ type: 'board-report.received', data: received });
    given()
      .when(register({ bpcNumber: 'BPC #26-0123' }), { profile })
      .refused(BPC_NUMBER_FORM);
    given().when(register(), { profile }, { nextSerial: 1_000 }).refused(BPC_SERIES_EXHAUSTED);
  });

  it('is written as its form says, whatever else stands in that', () => {
    const form = { form: '{serial}.({year})', serialDigits: 2 };
    expect(bpcNumberOf(form, '2026-03-03', 5)).toBe('05.(2026)');
    expect(bpcPlaceOf(form, '05.(2026)')).toEqual({ series: 'bpc/26', serial: 5 });
    expect(bpcPlaceOf(form, '05x(2026)')).toBeUndefined();
  });
});
