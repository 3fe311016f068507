import type { Visibility } from '#event-log';
import type { Role } from '#kernel';

/** Who reads privileged content: who writes it, and whom it is written for. */
const PRIVILEGED_READERS: ReadonlySet<Role> = new Set(['city-attorney', 'chief']);

/** What a reader may read: each includes the ones before it. */
const LEVELS = ['PUBLIC', 'INTERNAL', 'PRIVILEGED'] as const satisfies readonly Visibility[];

/** How far a caller sees. Everybody who works here reads what is internal; without a role of ours one is the public. */
export function insightOf({ roles }: { readonly roles: readonly Role[] }): Visibility {
  if (roles.some((role) => PRIVILEGED_READERS.has(role))) return 'PRIVILEGED';
  return roles.some((role) => role !== 'public') ? 'INTERNAL' : 'PUBLIC';
}

/** The visibilities that a reader with this insight may read. */
export function readableWith(insight: Visibility): readonly Visibility[] {
  return LEVELS.slice(0, LEVELS.indexOf(insight) + 1);
}
