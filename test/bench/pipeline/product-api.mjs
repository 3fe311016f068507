// The api as it is, with limits of requests that a benchmark does not reach; they are counted all the same.
import 'reflect-metadata';
import { createApi } from '../../../dist/apps/api/src/create-api.js';
import { readSettings } from '../../../dist/libs/commission/src/index.js';

const NEVER_REACHED = 1_000_000_000;

const settings = readSettings(process.env);
const app = await createApi(settings, { byAddress: NEVER_REACHED, bySubject: NEVER_REACHED });
await app.listen(settings.port, settings.host);
