export { actingUnder } from './acting-under.js';
export { type DelegationEvent } from './domain/delegation.js';
export { delegationLifecycle } from './delegations.wire.js';
export { delegationsView, DelegationView, type LentRole, rolesLentTo } from './projections/delegations.js';
export { DelegationsModule } from './delegations.module.js';
