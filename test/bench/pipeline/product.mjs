/** What the pipeline's benchmarks use of Promulgate as it is built. */
export { projections, reactions } from '../../../dist/libs/commission/src/index.js';
export { Doorbell, prepareDatabase, Reconciler } from '../../../dist/libs/command-queue/src/index.js';
export { applicationPool, ensureViews, migrate, newId } from '../../../dist/libs/event-log/src/index.js';
export { freePort } from '../../../dist/libs/testing/src/free-port.js';
export { startIssuer } from '../../../dist/libs/testing/src/issuer.js';
