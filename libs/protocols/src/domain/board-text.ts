/** What others may know of a draft's text: before the Board's decision its hash, after an adoption the text itself. */
import type { Instant } from '#kernel';
import type { DividedText } from './divided-text.js';
import type { Draft } from './draft-record.js';
import type { CommentStatus } from './comment-track.js';
import { laborGate, type LaborGate } from './labor-track.js';

/** The text that lies before the Board. */
export interface TextBeforeBoard {
  readonly version: number;
  readonly textHash: string;
  readonly protocolId: string;
  readonly requestId?: string;
  readonly baseVersion: number;
  /** A comment period that was scheduled is summarised before the vote. */
  readonly commentTrack: CommentStatus;
}

/** What of a draft lies before the Board; undefined unless it is TRANSMITTED and undecided. */
export function textBeforeBoard(state: Draft): TextBeforeBoard | undefined {
  if (state.status !== 'TRANSMITTED' || state.amended) return undefined;
  const { latest, protocolId, requestId, tracks } = state;
  return {
    version: latest.number,
    textHash: latest.textHash,
    protocolId,
    ...(requestId === undefined ? {} : { requestId }),
    baseVersion: latest.baseVersion,
    commentTrack: tracks.comment.status,
  };
}

/** The text that may be put into force: the Board adopted it, or the Chief issued it where no approval of the Board is required. */
export interface IssuableText extends DividedText {
  readonly version: number;
  readonly textHash: string;
  readonly protocolId: string;
  readonly baseVersion: number;
  /** Present where the text is not on record, and these words stand in for it. */
  readonly unavailable?: true;
  /** The action that adopted it; absent where the Chief issued it. */
  readonly boardActionId?: string;
  /** When the Board adopted it, where that is known. */
  readonly adoptedAt?: Instant;
  /** Whoever wrote or entered any version of the draft. */
  readonly authors: readonly string[];
  /** Whether labor is settled, or the Board acted before it was; OPEN keeps the text from being put into force. */
  readonly labor: LaborGate;
  /** It is the conformed text of what was adopted as amended, certified by the secretary. */
  readonly conformed: boolean;
}

/** What of a draft may be put into force; undefined unless it is ADOPTED or CHIEF_ISSUED. */
export function issuableText(state: Draft): IssuableText | undefined {
  if (state.status !== 'ADOPTED' && state.status !== 'CHIEF_ISSUED') return undefined;
  const { latest, protocolId, authors, tracks } = state;
  const { number: version, text, sections, textHash, baseVersion } = latest;
  return {
    ...{ version, text, sections, textHash, protocolId, baseVersion, authors },
    ...(latest.unavailable ? { unavailable: true as const } : {}),
    ...(state.status === 'ADOPTED' ? { boardActionId: state.boardActionId } : {}),
    ...(state.status === 'ADOPTED' && state.adoptedAt !== undefined ? { adoptedAt: state.adoptedAt } : {}),
    labor: laborGate(tracks.labor),
    conformed: state.status === 'ADOPTED' && state.conformed === true,
  };
}

/** Whether the Board adopted the text as amended, and its conformed version is not certified yet. */
export function awaitsConformedText(state: Draft): boolean {
  return state.status === 'TRANSMITTED' && state.amended !== undefined;
}
