/** `npm run openapi`: writes docs/openapi.json and docs/asyncapi.json anew. */
import { writeFileSync } from 'node:fs';
import { describedApi, describedFeed } from './document.js';

const api = await describedApi();
writeFileSync('docs/openapi.json', api);
process.stdout.write(`docs/openapi.json: ${Object.keys((JSON.parse(api) as { paths: object }).paths).length} paths\n`);
const feed = describedFeed();
writeFileSync('docs/asyncapi.json', feed);
const { messages } = (JSON.parse(feed) as { components: { messages: object } }).components;
process.stdout.write(`docs/asyncapi.json: ${Object.keys(messages).length} types of entries\n`);
