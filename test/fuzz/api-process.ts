/** The api as it runs for a city, but for its rate limits: all that is sent here comes from one address and a few subjects. */
import 'reflect-metadata';
import { readSettings } from '#commission';
import { createApi } from '../../apps/api/src/create-api.js';

const UNLIMITED = { byAddress: 1_000_000_000, commandsByAddress: 1_000_000_000, bySubject: 1_000_000_000 };

const settings = readSettings(process.env);
const app = await createApi(settings, UNLIMITED);
await app.listen(settings.port, settings.host);
