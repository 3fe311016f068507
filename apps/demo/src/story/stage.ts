import type { Profile } from '#kernel';

/** What the story is played on: the running product's public API, and a token for each of its persons. */
export interface Stage {
  /** The rules that the product decides by; absent where they are those of Los Angeles. */
  readonly profile?: Profile;
  /** `http://127.0.0.1:8080` */
  readonly baseUrl: string;
  /** A bearer token of a person or the first person with a role. */
  tokenFor(person: string): Promise<string>;
  print(line: string): void;
}
