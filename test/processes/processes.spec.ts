import { catalog } from '#commission';
import { inProject } from '#testing';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { processFiles } from './render.js';

const FOLDER = inProject('docs/processes');

describe('docs/processes', () => {
  it('is what the deciders go by: npm run processes writes it anew', async () => {
    const files = await processFiles(catalog.lifecycles, catalog.commands);
    for (const [name, text] of files) expect([name, readFileSync(join(FOLDER, name), 'utf8')]).toEqual([name, text]);
    const pictures = readdirSync(FOLDER).filter((file) => file.endsWith('.svg'));
    expect(pictures.sort()).toEqual([...files.keys()].filter((file) => file.endsWith('.svg')).sort());
  });

  it('holds every lifecycle with a table of its states', () => {
    for (const { decider, transitions, commands } of catalog.lifecycles)
      expect([decider.streamType, Object.keys(transitions).sort()]).toEqual([decider.streamType, Object.keys(commands).sort()]);
  });
});
