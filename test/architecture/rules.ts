/**
 * The rooms of the house and the doors between them, for dependency-cruiser. Each rule has a planted violation beside this file that it
 * must catch; the run fails too when fewer modules were seen than there are.
 */

import type { IRegularForbiddenRuleType } from 'dependency-cruiser';

/** From left to right: a context imports only from its left. */
export const CONTEXTS = [
  'authorities',
  'directives',
  'requests',
  'protocols',
  'meetings',
  'orders',
  'report-backs',
  'follow-ups',
  'corrections',
  'delegations',
  'incidents',
  'readings',
  'webhooks',
  'preservation',
  'continuations',
];
const anyOf = (names: readonly string[]): string => `(${names.join('|')})`;
const contexts = anyOf([...CONTEXTS, 'oversight']);
/** Tests, and what serves only the tests beside it. */
const TEST_FILE = '((\\.|-)spec|/spec-[^/]+)\\.ts$';

const rules: IRegularForbiddenRuleType[] = [
  {
    name: 'kernel-imports-nothing',
    comment: 'The kernel is what everything else stands on.',
    from: { path: '^libs/kernel/', pathNot: TEST_FILE },
    to: { pathNot: '^libs/kernel/' },
  },
  {
    name: 'domain-imports-nothing',
    comment: 'A decision knows its own context and the kernel: no package, no other context, no shell.',
    from: { path: '^libs/([^/]+)/src/domain/', pathNot: TEST_FILE },
    to: { pathNot: ['^libs/$1/src/domain/', '^libs/kernel/src/index\\.ts$'] },
  },
  {
    name: 'front-doors-only',
    comment: 'A library is entered by its index.ts.',
    from: { path: '^libs/([^/]+)/' },
    to: { path: '^libs/[^/]+/src/.+', pathNot: ['^libs/$1/', '^libs/[^/]+/src/index\\.ts$'] },
  },
  {
    name: 'apps-use-front-doors',
    comment: 'An app enters a library by its index.ts.',
    from: { path: '^apps/' },
    to: { path: '^libs/[^/]+/src/.+', pathNot: '^libs/[^/]+/src/index\\.ts$' },
  },
  {
    name: 'apps-apart',
    comment:
      'Apps are processes: they meet in the ledger and the log. What brings a fresh clone to where it can run is one for all.',
    from: { path: '^apps/([^/]+)/', pathNot: TEST_FILE },
    to: { path: '^apps/', pathNot: ['^apps/$1/', '^apps/demo/prepare\\.mjs$'] },
  },
  {
    name: 'libs-know-no-app',
    comment: 'Libraries are used by apps and tests, never the other way round.',
    from: { path: '^libs/' },
    to: { path: '^(apps|test)/' },
  },
  {
    name: 'product-needs-no-test-support',
    comment: 'What serves tests is not part of the product; the demo may use its issuer.',
    from: { path: '^(libs|apps)/', pathNot: ['^libs/testing/', '^apps/demo/', TEST_FILE] },
    to: { path: '^libs/testing/' },
  },
  {
    name: 'only-modules-know-nest',
    comment: 'In a context, Nest is met in *.module.ts only.',
    from: { path: `^libs/${contexts}/src/`, pathNot: ['\\.module\\.ts$', TEST_FILE] },
    to: { path: '(^|/)node_modules/@nestjs/' },
  },
  {
    name: 'tlog-stands-alone',
    comment:
      'Whoever verifies the log needs nothing of ours but this, and no package: tree, proofs, tiles and notes rest on hashes.',
    from: { path: '^libs/tlog/', pathNot: TEST_FILE },
    to: { pathNot: ['^libs/tlog/', '^(node:)?crypto$'] },
  },
  {
    name: 'durable-files-stand-alone',
    comment: 'What the signer and the witness remember by is read and trusted by both: Node, and nothing else.',
    from: { path: '^libs/durable-files/', pathNot: TEST_FILE },
    to: { pathNot: '^libs/durable-files/', dependencyTypesNot: ['core'] },
  },
  {
    name: 'audit-beside-the-log',
    comment: 'What signs the log knows the log and its tree, keys and files: no context, no queue, no package.',
    from: { path: '^libs/audit/', pathNot: TEST_FILE },
    to: {
      pathNot: [
        '^libs/audit/',
        '^libs/(tlog|event-log|durable-files)/src/index\\.ts$',
        '^(node:)?(crypto|fs|fs/promises|path|sqlite)$',
      ],
    },
  },
  {
    name: 'witness-knows-little',
    comment:
      'The witness runs at somebody else’s, to find out what we do: of ours it knows the tree, its notes and files that last, and no package (docs/decisions/0027-a-witness-of-its-own.md).',
    from: { path: '^apps/witness/', pathNot: TEST_FILE },
    to: {
      pathNot: ['^apps/witness/', '^libs/(tlog|durable-files)/src/index\\.ts$', '^apps/demo/prepare\\.mjs$'],
      dependencyTypesNot: ['core'],
    },
  },
  {
    name: 'verifier-knows-the-tree-only',
    comment:
      'What judges a log has nothing of ours but the tree and its proofs, no database and no Nest: it trusts nobody’s code but its own.',
    from: { path: '^libs/verifier/', pathNot: TEST_FILE },
    to: {
      path: ['^(libs|apps|test)/', '(^|/)node_modules/'],
      pathNot: ['^libs/(verifier|tlog)/', '(^|/)node_modules/(@types/)?(canonicalize|yauzl|node)/'],
    },
  },
  {
    name: 'verification-starts-at-once',
    comment:
      'Whoever verifies a log from the command line waits for no database’s driver: what other commands need is loaded when they are called.',
    from: { path: '^apps/cli/src/(main|commands?|verify)\\.ts$' },
    to: {
      dynamic: false,
      pathNot: [
        '^apps/cli/src/(main|commands?|verify)\\.ts$',
        '^libs/(verifier|service)/src/index\\.ts$',
        '(^|/)node_modules/reflect-metadata/',
      ],
      dependencyTypesNot: ['core'],
    },
  },
  {
    name: 'machinery-below-contexts',
    comment: 'The event log knows the kernel and the tree, the command queue the event log; neither knows a context.',
    from: { path: '^libs/(event-log|command-queue)/', pathNot: TEST_FILE },
    to: { path: '^libs/', pathNot: '^libs/(kernel|tlog|event-log|command-queue)/' },
  },
  {
    name: 'event-log-below-queue',
    comment: 'The log does not know how it is written to.',
    from: { path: '^libs/event-log/', pathNot: TEST_FILE },
    to: { path: '^libs/command-queue/' },
  },
  {
    name: 'feed-reads-the-log',
    comment: 'What the log delivers, to whoever follows it, is told from the log: it knows no context and no way to write.',
    from: { path: '^libs/feed/', pathNot: TEST_FILE },
    to: { path: '^libs/', pathNot: '^libs/(kernel|event-log|feed)/' },
  },
  {
    name: 'oversight-reads-only',
    comment: 'Views over several contexts decide nothing: no context knows them.',
    from: { path: `^libs/${anyOf(CONTEXTS)}/` },
    to: { path: '^libs/(oversight|commission)/' },
  },
  ...CONTEXTS.slice(0, -1).map((context, at) => ({
    name: `${context}-knows-its-left-only`,
    comment: 'Contexts know each other in one direction (docs/decisions/0005-contexts-in-one-direction.md).',
    from: { path: `^libs/${context}/`, pathNot: TEST_FILE },
    to: { path: `^libs/${anyOf(CONTEXTS.slice(at + 1))}/` },
  })),
  {
    name: 'verifier-shares-nothing',
    comment: 'What judges the log from outside is written from the published texts: nothing of the product, and no package.',
    from: { path: '^test/independent-verifier/' },
    to: { pathNot: '^test/independent-verifier/', dependencyTypesNot: ['core'] },
  },
  {
    name: 'no-cycles',
    comment: 'Whoever opens a file can read it without opening itself again.',
    from: {},
    to: { circular: true },
  },
  {
    name: 'no-strangers',
    comment: 'A package is named in package.json.',
    from: { path: '^(libs|apps)/', pathNot: TEST_FILE },
    to: { dependencyTypes: ['npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'], pathNot: 'node_modules/@types/' },
  },
];

export const forbidden = rules.map((rule) => ({ ...rule, severity: 'error' as const }));
