/** One violation for each rule of the house: the rule must name it. */
import { CONTEXTS, forbidden } from './rules.js';

type Files = Readonly<Record<string, string>>;

const front = (context: string): Files => ({ [`libs/${context}/src/index.ts`]: 'export const door = 1;' });

const planted: Readonly<Record<string, Files>> = {
  'kernel-imports-nothing': {
    'libs/kernel/src/time.ts': "import { DateTime } from 'luxon';\nexport const now = DateTime;",
  },
  'domain-imports-nothing': {
    'libs/protocols/src/domain/draft.ts': "import { createHash } from 'node:crypto';\nexport const hash = createHash;",
  },
  'front-doors-only': {
    'libs/meetings/src/domain-of-others.ts':
      "import { draft } from '../../protocols/src/domain/draft.js';\nexport const x = draft;",
    'libs/protocols/src/domain/draft.ts': 'export const draft = 1;',
  },
  'apps-use-front-doors': {
    'apps/api/src/main.ts': "import { draft } from '../../../libs/protocols/src/domain/draft.js';\nexport const x = draft;",
    'libs/protocols/src/domain/draft.ts': 'export const draft = 1;',
  },
  'apps-apart': {
    'apps/api/src/main.ts': "import { work } from '../../worker/src/main.js';\nexport const x = work;",
    'apps/worker/src/main.ts': 'export const work = 1;',
  },
  'libs-know-no-app': {
    'libs/requests/src/index.ts': "import { work } from '../../../apps/worker/src/main.js';\nexport const x = work;",
    'apps/worker/src/main.ts': 'export const work = 1;',
  },
  'product-needs-no-test-support': {
    ...front('testing'),
    'libs/requests/src/index.ts': "import { door } from '#testing';\nexport const x = door;",
  },
  'only-modules-know-nest': {
    'libs/orders/src/orders.wire.ts': "import { Injectable } from '@nestjs/common';\nexport const x = Injectable;",
  },
  'tlog-stands-alone': {
    'libs/tlog/src/tiles.ts': "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;",
  },
  'durable-files-stand-alone': {
    ...front('tlog'),
    'libs/durable-files/src/durable-files.ts': "import { door } from '#tlog';\nexport const x = door;",
  },
  'audit-beside-the-log': {
    ...front('readings'),
    'libs/audit/src/checkpoint-signer.ts': "import { door } from '#readings';\nexport const x = door;",
  },
  'witness-knows-little': {
    ...front('event-log'),
    'apps/witness/src/log-record.ts': "import { door } from '#event-log';\nexport const x = door;",
  },
  'verifier-knows-the-tree-only': {
    ...front('event-log'),
    'libs/verifier/src/range.ts': "import { door } from '#event-log';\nexport const x = door;",
  },
  'verification-starts-at-once': {
    'apps/cli/src/commands.ts': "import { migrate } from './migrate.js';\nexport const x = migrate;",
    'apps/cli/src/migrate.ts': 'export const migrate = 1;',
  },
  'machinery-below-contexts': {
    ...front('orders'),
    'libs/command-queue/src/settler.ts': "import { door } from '#orders';\nexport const x = door;",
  },
  'event-log-below-queue': {
    ...front('command-queue'),
    'libs/event-log/src/append.ts': "import { door } from '#command-queue';\nexport const x = door;",
  },
  'feed-reads-the-log': {
    ...front('orders'),
    'libs/feed/src/feed.ts': "import { door } from '#orders';\nexport const x = door;",
  },
  'oversight-reads-only': {
    ...front('oversight'),
    'libs/orders/src/orders.wire.ts': "import { door } from '#oversight';\nexport const x = door;",
  },
  'verifier-shares-nothing': {
    ...front('event-log'),
    'test/independent-verifier/merkle.ts': "import { door } from '#event-log';\nexport const x = door;",
  },
  'no-cycles': {
    'libs/orders/src/a.ts': "import { b } from './b.js';\nexport const a = () => b;",
    'libs/orders/src/b.ts': "import { a } from './a.js';\nexport const b = () => a;",
  },
  'no-strangers': {
    'libs/orders/src/orders.wire.ts': "import leftPad from 'left-pad-of-a-stranger';\nexport const x = leftPad;",
  },
  ...Object.fromEntries(
    CONTEXTS.slice(0, -1).map((context, at) => [
      `${context}-knows-its-left-only`,
      {
        ...front(CONTEXTS[at + 1] ?? ''),
        [`libs/${context}/src/wrong-way.ts`]: `import { door } from '#${CONTEXTS[at + 1]}';\nexport const x = door;`,
      },
    ]),
  ),
};

/** Each rule by its name with the files that break it; throws where a rule has none. */
export const plantedViolations: readonly { rule: string; files: Files }[] = forbidden.map(({ name = '' }) => {
  const files = planted[name];
  if (!files) throw new Error(`The rule ${name} has no planted violation.`);
  return { rule: name, files };
});
