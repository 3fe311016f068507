/** What the case takes from the jurisdiction that it is told in: its people, hours, types and names. */
import { losAngeles } from '#jurisdiction';
import type { Profile } from '#kernel';
import { DateTime } from 'luxon';
import { INVENTED, LOS_ANGELES, type Particulars } from './facts.js';

export interface Commissioner {
  readonly seat: number;
  readonly holder: string;
  readonly name: string;
}

const HOURS_A_DAY = 24;

export class City {
  /** Fictional persons, one for each seat. */
  readonly commissioners: readonly Commissioner[];
  /** Of the city that it happened in; anywhere else it is an invented case. */
  readonly particulars: Particulars;

  constructor(readonly profile: Profile = losAngeles) {
    this.commissioners = Array.from({ length: profile.board.seats }, (_, at) => ({
      seat: at + 1,
      holder: `commissioner-${at + 1}`,
      name: `Commissioner ${at + 1} (synthetic)`,
    }));
    this.particulars = profile.id === losAngeles.id ? LOS_ANGELES : INVENTED;
  }

  /** RFC 3339 with the offset of the place; `local` is its wall clock, `2026-03-10T09:30`, or an instant. */
  at(local: string): string {
    return this.clock(local).toISO({ suppressMilliseconds: true });
  }

  /** The same time of day so many hours of its wall clock before: where the clocks went forward between the two, an hour more than elapsed. */
  before(local: string, hours: number): string {
    const days = Math.floor(hours / HOURS_A_DAY);
    return this.wall(
      this.clock(local)
        .minus({ days })
        .minus({ hours: hours % HOURS_A_DAY }),
    );
  }

  /** When the agenda of a regular meeting is posted: in the afternoon, a day earlier than it has to be. */
  postedFor(startsAt: string): string {
    const days = Math.ceil(this.profile.noticeHours.REGULAR / HOURS_A_DAY) + 1;
    return this.wall(this.clock(startsAt).minus({ days }).set({ hour: 16, minute: 0 }));
  }

  /** A type of order that is numbered, and an office that issues it. */
  get order(): { readonly orderType: string; readonly office: string } {
    const { types, offices } = this.profile.orders;
    const [orderType] = Object.entries(types).find(([, { numbering }]) => numbering === 'YEARLY') ?? [];
    if (orderType === undefined) throw new Error(`The profile ${this.profile.id} numbers no type of order.`);
    return { orderType, office: offices[0] ?? 'Office of the Chief of Police' };
  }

  private clock(local: string): DateTime<true> {
    const moment = DateTime.fromISO(local, { zone: this.profile.timeZone });
    if (!moment.isValid) throw new Error(`Not a time: ${local}`);
    return moment;
  }

  private wall(moment: DateTime<true>): string {
    return moment.toFormat("yyyy-MM-dd'T'HH:mm");
  }
}
