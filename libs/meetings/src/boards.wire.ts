import { CommandBody, DateField, defineLifecycle, OneOf, RecordId, Text, Whole } from '#command-queue';
import {
  board,
  BOARD_TRANSITIONS,
  type ConstituteBoard,
  type ElectOfficer,
  type FillSeat,
  NO_SUCH_SEAT,
  type Office,
  OFFICER_IS_A_MEMBER,
  OFFICES,
  ONE_SEAT_A_MEMBER,
  SEAT_IS_EMPTY,
  SEAT_IS_HELD,
  TERM_ENDS_BEFORE_IT_BEGINS,
  type VacateSeat,
} from './domain/board.js';

class ConstituteBoardBody extends CommandBody {
  @Text(200)
  name!: string;
}

class FillSeatBody extends CommandBody {
  @RecordId()
  boardId!: string;

  @Whole(1, 100, { about: 'From 1 to the number of seats in the profile.' })
  seat!: number;

  @Text(200, { about: "The person's id: the subject of the person's tokens." })
  holder!: string;

  @Text(200)
  name!: string;

  @DateField({ about: 'The first day of the term.' })
  from!: string;

  @DateField({ optional: true, about: 'The last day of the term; open-ended where absent.' })
  until?: string;
}

class VacateSeatBody extends CommandBody {
  @RecordId()
  boardId!: string;

  @Whole(1, 100)
  seat!: number;

  @DateField({ about: 'The first day on which the seat is empty.' })
  on!: string;
}

class ElectOfficerBody extends CommandBody {
  @RecordId()
  boardId!: string;

  @OneOf(OFFICES)
  office!: Office;

  @Text(200, { about: "The member's id." })
  holder!: string;

  @DateField({ about: 'From this day on, until the next election to the office.' })
  from!: string;
}

export const boardLifecycle = defineLifecycle({
  decider: board,
  transitions: BOARD_TRANSITIONS,
  past: true,
  commands: {
    'constitute-board': {
      body: ConstituteBoardBody satisfies new () => ConstituteBoard['data'],
      summary: 'Enter a board, to which seats and officers are then recorded.',
      subject: 'new',
      roles: ['commission-staff'],
      rules: [],
    },
    'fill-seat': {
      body: FillSeatBody satisfies new () => FillSeat['data'],
      summary: 'Record who holds a seat, and from when to when.',
      subject: 'boardId',
      roles: ['commission-staff'],
      rules: [NO_SUCH_SEAT, TERM_ENDS_BEFORE_IT_BEGINS, SEAT_IS_HELD, ONE_SEAT_A_MEMBER],
    },
    'vacate-seat': {
      body: VacateSeatBody satisfies new () => VacateSeat['data'],
      summary: 'Record that a seat falls vacant, and from which day on.',
      subject: 'boardId',
      roles: ['commission-staff'],
      rules: [SEAT_IS_EMPTY],
    },
    'elect-officer': {
      body: ElectOfficerBody satisfies new () => ElectOfficer['data'],
      summary: 'Record whom the Board elected President or Vice-President.',
      subject: 'boardId',
      roles: ['board-secretary'],
      rules: [OFFICER_IS_A_MEMBER],
    },
  },
  events: {
    'board.constituted': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board.seat-filled': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board.seat-vacated': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board.officer-elected': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});
