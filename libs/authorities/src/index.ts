export {
  authority,
  type Authority,
  type AuthorityEvent,
  LEGAL_STATUSES,
  type LegalStatus,
  legalStatusOn,
  standingOn,
  type StatusEntry,
} from './domain/authority.js';
export { authorityLifecycle, factsOfAuthority } from './authorities.wire.js';
export { authoritiesView, AuthorityView } from './projections/authorities.js';
export { AuthoritiesModule } from './authorities.module.js';
