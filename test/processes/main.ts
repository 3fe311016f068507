/** `npm run processes`: writes docs/processes anew. */
import { catalog } from '#commission';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { processFiles } from './render.js';

const FOLDER = 'docs/processes';
const files = await processFiles(catalog.lifecycles, catalog.commands);
for (const old of readdirSync(FOLDER)) if (!files.has(old) && old.endsWith('.svg')) rmSync(`${FOLDER}/${old}`);
for (const [name, text] of files) writeFileSync(`${FOLDER}/${name}`, text);
process.stdout.write(`${files.size} files in ${FOLDER}\n`);
