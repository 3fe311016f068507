/**
 * A waiver of privilege: by an action the Board opens legal advice that was privileged. It opens what had been recorded on a draft by then, to
 * the readers that the motion names, from then on; what is advised later is privileged again, and nothing was open before. Advice that stands
 * on no draft is named in words: people open that.
 */
import { type DomainCommand, type DomainEvent, NO_SUCH_RECORD, Rejection, type Role, type Rule } from '#kernel';

/** To whom advice can be opened; `public` is everybody. Whoever operates the system reads it as one of the public, where that may. */
export const WAIVER_READERS = [
  'public',
  'mayor-liaison',
  'commission-staff',
  'board-secretary',
  'commissioner',
  'policy-author',
  'department-liaison',
  'inspector-general',
  'labor-relations',
  'oversight',
] as const satisfies readonly Role[];
export type WaiverReader = (typeof WAIVER_READERS)[number];

interface PrivilegeWaiver {
  readonly draftId?: string;
  /** Which advice, in the words of the motion. */
  readonly scope: string;
  /** Absent where the words alone say it, and before readers were kept: then nothing is opened here. */
  readonly readers?: readonly WaiverReader[];
}

export type WaivePrivilege = DomainCommand<'waive-privilege', PrivilegeWaiver>;
export type PrivilegeWaived = DomainEvent<'board-action.privilege-waived', PrivilegeWaiver>;

export const WAIVER_NAMES_ITS_DRAFT: Rule = {
  code: 'waiver-names-its-draft',
  refusal: 14,
  sentence: 'A waiver that opens advice to readers names the draft on which the advice was recorded.',
  remedy: 'Name the draft; or leave the readers out, and say in words which advice it is.',
  status: 409,
};

export function decideWaiver(
  { data }: WaivePrivilege,
  { draftExists }: { readonly draftExists?: boolean },
): readonly PrivilegeWaived[] | Rejection {
  const { draftId, readers } = data;
  if (readers !== undefined && draftId === undefined)
    return new Rejection(WAIVER_NAMES_ITS_DRAFT, `It opens advice to ${readers.join(', ')}, on no draft.`);
  if (draftId !== undefined && draftExists !== true) return new Rejection(NO_SUCH_RECORD, `There is no draft ${draftId}.`);
  return [{ type: 'board-action.privilege-waived', data }];
}
