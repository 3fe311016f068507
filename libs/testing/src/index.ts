export { contextOf, type Promised, promisedIn, storiesOf, type Story, told } from './decider-spec.js';
export { freePort } from './free-port.js';
export { type Issuer, type IssuerKeys, newIssuerKeys, startIssuer } from './issuer.js';
export { type Person, personNamed, PERSONS } from './persons.js';
export {
  copyBinaries,
  enterableTemp,
  type OsUser,
  postgresUser,
  shippedBinaries,
  whatBars,
  whatBarsBinaries,
} from './postgres-binaries.js';
export { type PostgresServer, startServer } from './postgres-server.js';
export { endProcess, howItEnded, isAlive, signalFamily, tailOf } from './processes.js';
export { inProject } from './root.js';
export { startRedis, type TestRedis } from './redis.js';
export { databaseLike, freshDatabase, startPostgres, type TestDatabase, type TestPostgres } from './services.js';
export { Trouble } from './trouble.js';
