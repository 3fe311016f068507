import { defineProjection, sql } from '#event-log';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { BoardActionEvent } from '../domain/board-action.js';
import type { WaiverReader } from '../domain/privilege.js';

/** To whom the privileged entries of a draft are open that stand in the log before a waiver. */
@Entity({ name: 'privilege_waivers' })
@Index(['stream'])
export class PrivilegeWaiverView {
  /** Of the waiver in the log: it opens what stands before it. */
  @PrimaryColumn('bigint')
  position!: number;

  /** `drafts/{id}`. */
  @Column('text')
  stream!: string;

  @Column('text', { array: true })
  readers!: WaiverReader[];
}

export const privilegeWaiversView = defineProjection<BoardActionEvent>({
  name: 'privilege-waivers',
  version: 1,
  entities: [PrivilegeWaiverView],
  on: {
    'board-action.privilege-waived': ({ position, data: { draftId, readers } }) =>
      draftId === undefined || readers === undefined
        ? []
        : sql`insert into privilege_waivers (position, stream, readers) values (${position}, ${`drafts/${draftId}`}, ${readers}::text[])`,
  },
});
