/** `npm run test:unit [-- PATH …]`: the suites that need no database, of these paths or all. */
import { fail, prepare, root, runInPinnedNode } from '../apps/demo/prepare.mjs';

try {
  prepare();
  const words = process.argv.slice(2);
  const paths = words.length > 0 ? words : [''];
  runInPinnedNode(`${root}/node_modules/jest/bin/jest.js`, [
    '--config',
    `${root}/test/jest.config.mjs`,
    '--testPathPatterns',
    ...paths.map((path) => `${path}.*\\.spec\\.js$`),
  ]);
} catch (error) {
  fail(error);
}
