/** `npm run openapi`: writes docs/openapi.json anew. */
import { writeFileSync } from 'node:fs';
import { describedApi } from './document.js';

const FILE = 'docs/openapi.json';
const text = await describedApi();
writeFileSync(FILE, text);
process.stdout.write(`${FILE}: ${Object.keys((JSON.parse(text) as { paths: object }).paths).length} paths\n`);
