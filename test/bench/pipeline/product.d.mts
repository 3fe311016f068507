/** The types of `product.mjs`: those of the sources that `dist` was built from. */
export { projections, reactions } from '../../../libs/commission/src/index.js';
export { Doorbell, prepareDatabase, Reconciler } from '../../../libs/command-queue/src/index.js';
export { applicationPool, ensureViews, migrate, newId, type Pool } from '../../../libs/event-log/src/index.js';
export { freePort } from '../../../libs/testing/src/free-port.js';
export { type Issuer, startIssuer } from '../../../libs/testing/src/issuer.js';
