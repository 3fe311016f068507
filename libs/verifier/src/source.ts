/** Where a log is read from. What a source answers is believed by nobody before it was verified. */
import type { TileCoordinates } from '#tlog';
import type { DataLine } from './data-line.js';
import type { Patience } from './http-client.js';
import type { Room } from './room.js';

/** How to open a source: it is told to each thread, which opens its own. */
export type SourceAddress =
  /** A records package: a ZIP, or the folder that it was unpacked to. */
  | { readonly kind: 'package'; readonly path: string }
  | {
      readonly kind: 'http';
      /** Where the API is, such as `https://records.example.gov`; the log is under `/v1/log`, its data under `/v1/events`. */
      readonly url: string;
      /** The reader's bearer token: more data is delivered with it. */
      readonly token?: string | undefined;
      /** The most requests that one thread has under way. */
      readonly inFlight: number;
      readonly patience?: Patience;
    };

/** What was delivered of one position beside its entry: its data as packages write them, or whatever else it is. */
export type Delivered = DataLine | DeliveredFields;

export interface DeliveredFields {
  /** Undefined where it names none. */
  readonly position: number | undefined;
  /** `data`, `datasalt`, `withheld`, `erased` as they came, of those the ones that did. */
  readonly fields: Readonly<Record<string, unknown>>;
  /** The line of a package, which has to have one reading only. */
  readonly line?: string;
  /** The envelope that came along, in canonical form, where the source delivers whole events. */
  readonly envelope?: string;
}

/** A verifier key of the log and the checkpoints that it signed: from `firstSize` up to `lastSize`, without one to this day. */
export interface LogKey {
  readonly origin: string;
  readonly vkey: string;
  readonly firstSize: number;
  readonly lastSize?: number;
}

/** A checkpoint's note, and the size under which it is published. */
export interface PublishedNote {
  readonly size: number;
  readonly bytes: Uint8Array;
}

export interface LogSource {
  /** Whether there may be more by now than when the checkpoint was read. */
  readonly grows: boolean;
  /** The newest checkpoint's note. Throws {@link Unreadable} where there is none. */
  checkpoint(): Promise<Buffer>;
  /** The published checkpoints of more than `after` and at most `upTo` entries, smallest first and some at a time. */
  checkpoints(after: number, upTo: number): AsyncIterable<readonly PublishedNote[]>;
  /** The body that names the log's keys; undefined where the source has none. */
  keys(): Promise<Buffer | undefined>;
  /**
   * A tile or bundle as asked, a wider one, or the widest that is there; undefined where there is none. A source may put it into the room, where
   * it stays until the room is used again.
   */
  tile(tile: TileCoordinates, room?: Room): Promise<Buffer | undefined>;
  /** Whether data is delivered beside the entries. */
  deliversData(): Promise<boolean>;
  /** What was delivered of the positions from `first` + 1 on, `count` of them, in their order and some at a time. */
  delivered(first: number, count: number): AsyncIterable<readonly Delivered[]>;
  /** The lines of a filtered package; undefined where this is none. */
  filtered(): Promise<AsyncIterable<readonly string[]> | undefined>;
  close(): Promise<void>;
}
