import type { Role } from '#kernel';

/** Who sends a request, by a token that was checked. */
export interface Caller {
  readonly subject: string;
  /** In the order of the kernel's list; names that it does not know are left out, and so is `system`. */
  readonly roles: readonly Role[];
  /** Tells the sessions of one subject apart: the id of the token. */
  readonly session?: string;
  /** Of a department's liaison: the department that they speak for. */
  readonly department?: string;
}
