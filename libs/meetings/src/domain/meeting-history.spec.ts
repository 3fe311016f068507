import { storiesOf } from '#testing';
import { conditionKey } from './conditions.js';
import { withoutFailed } from './meeting-history.js';
import { itemOfMeeting, itemsNoticed, type MeetingEvent } from './meeting-record.js';
import { meeting } from './meeting.js';
import {
  FOR_INFORMATION,
  ITEM,
  moved,
  MOTION_AT,
  onTheAgenda,
  opened,
  placed,
  posted,
  POSTED_AT,
  scheduled,
  SECOND_ITEM,
  VOTE_AT,
} from './spec-meeting.js';

const { stateAfter } = storiesOf(meeting);
const room = opened('ana', 'ben', 'cho');
const itemAfter = (number: string, ...history: MeetingEvent[]) => itemOfMeeting(stateAfter(...history), number);

describe('An item', () => {
  it('that was placed is not revised', () => {
    expect(itemAfter('3A', scheduled(), placed(ITEM))).toEqual({ ...ITEM, status: 'PLACED', revised: false });
  });

  it('that is pulled from the consent calendar before anything is moved on it stays where it is', () => {
    const pulled: MeetingEvent = { type: 'meeting.item-pulled', data: { number: '4', pulledAt: VOTE_AT } };
    expect(itemAfter('4', ...onTheAgenda, posted(), pulled)).toMatchObject({ status: 'POSTED', section: 'REGULAR' });
    const seconded = moved({ items: ['4'], seconder: 'ben' });
    expect(itemAfter('4', ...room, seconded, pulled)).toMatchObject({ status: 'CALLED', section: 'REGULAR' });
  });

  it('runs from its later notice, whichever posting is entered first', () => {
    const later = '2026-03-07T20:00:00.000Z';
    for (const postings of [
      [posted(), posted(later)],
      [posted(later), posted()],
    ])
      expect(itemAfter('3A', ...onTheAgenda, ...postings)).toMatchObject({ noticedAt: later });
  });

  it('is seconded with its motion, where that was seconded at once', () => {
    expect(itemAfter('3A', ...room, moved())).toMatchObject({ status: 'MOVED' });
    expect(itemAfter('3A', ...room, moved({ seconder: 'ben' }))).toMatchObject({ status: 'SECONDED' });
  });

  it('that was disposed of goes nowhere where nobody said where', () => {
    const heard: MeetingEvent = {
      type: 'meeting.item-disposed',
      data: { ...FOR_INFORMATION, boardId: 'board-1', disposition: 'HEARD', by: 'CHAIR', disposedAt: VOTE_AT },
    };
    expect(itemAfter('5', ...room, heard)).toStrictEqual({
      ...{ ...FOR_INFORMATION, status: 'HEARD', revised: false, noticedAt: POSTED_AT },
    });
  });
});

describe('A motion', () => {
  const filed = { disposition: 'RECEIVED_AND_FILED' } as const;

  it('is the one that was seconded where it covers every item of the second', () => {
    const seconded: MeetingEvent = {
      type: 'meeting.motion-seconded',
      data: { items: ['3A', '4'], seconder: 'ben', secondedAt: VOTE_AT },
    };
    const state = stateAfter(...room, moved({ items: ['3A', '4'] }), moved({ items: ['4'], mover: 'cho' }), seconded);
    expect('motions' in state && state.motions).toEqual([
      { items: ['3A', '4'], mover: 'ana', movedAt: MOTION_AT, seconder: 'ben', secondedAt: VOTE_AT },
      { items: ['4'], mover: 'cho', movedAt: MOTION_AT },
    ]);
  });

  it('to dispose of items that fell short is over for those, and nothing else is', () => {
    const [approval, disposal] = [moved().data, moved({ items: ['3A', '5'], proposes: filed }).data];
    const another = moved({ proposes: filed, movedAt: VOTE_AT }).data;
    expect(withoutFailed([approval, disposal, another], { items: ['3A'], movedAt: MOTION_AT })).toEqual([
      approval,
      { ...disposal, items: ['5'] },
      another,
    ]);
  });
});

describe('What other records go by', () => {
  it('is the items of which an amended agenda gives notice for the first time', () => {
    const items = [ITEM, SECOND_ITEM];
    const posting = { postedAt: POSTED_AT, evidence: { locations: ['At the door'] }, items };
    expect(itemsNoticed(posting)).toEqual(items);
    expect(itemsNoticed({ ...posting, changed: ['4'] })).toEqual([SECOND_ITEM]);
  });

  it('is the key of a condition', () => {
    expect(conditionKey('action-1', 2)).toBe('board-actions/action-1#2');
  });
});
