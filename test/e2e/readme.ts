/** The requests that the README shows, so that what a newcomer types is what was tried. */
import { inProject } from '#testing';
import { readFileSync } from 'node:fs';

export interface ShownRequest {
  /** As it stands there. */
  readonly command: string;
  readonly method: string;
  /** From the first slash on; `ID` where one is to be put in. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Whose token it is sent with. */
  readonly as?: string;
  /** Its answer goes on as the log does. */
  readonly follows: boolean;
}

const README = inProject('README.md');
const TOKEN = /Bearer \$\(npm run -s token -- ([\w-]+)\)/;
const OVERSIGHT = /^OVERSIGHT="Authorization: Bearer \$\(npm run -s token -- ([\w-]+)\)"$/m;

/** Every `curl` in a block of shell commands of the README. */
export function shownRequests(): ShownRequest[] {
  const text = readFileSync(README, 'utf8');
  const reader = OVERSIGHT.exec(text)?.[1];
  const lines = [...text.matchAll(/^```sh\n(.*?)^```/gms)].flatMap(([, block = '']) =>
    block.replaceAll(/\\\n\s*/g, '').split('\n'),
  );
  return lines.filter((line) => line.startsWith('curl ')).map((line) => requestOf(line, reader));
}

function requestOf(line: string, reader: string | undefined): ShownRequest {
  // A comment behind it, and where the answer is written to.
  const command = line.replace(/\s+#.*$/, '').replace(/ > \S+$/, '');
  const words = [...command.matchAll(/"((?:[^"$]|\$\([^)]*\)|\$\w+)*)"|'([^']*)'|(\S+)/g)].map(
    ([, ...forms]) => forms.find((form) => form !== undefined) ?? '',
  );
  const after = (flag: string): string[] => words.flatMap((word, at) => (words[at - 1] === flag ? [word] : []));
  const sent = after('-H');
  const asked = sent
    .map((header) => (header === '$OVERSIGHT' ? reader : TOKEN.exec(header)?.[1]))
    .find((role) => role !== undefined);
  const [body] = after('-d');
  const [method = 'GET'] = after('-X');
  const target = words.find((word) => word.startsWith('$API/'));
  if (target === undefined) throw new Error(`Not to be understood: ${line}`);
  return {
    command,
    method,
    path: target.slice('$API'.length),
    headers: Object.fromEntries(
      sent
        .filter((header) => !/^(\$OVERSIGHT$|Authorization:)/.test(header))
        .map((header) => header.split(': ') as [string, string]),
    ),
    ...(body === undefined ? {} : { body }),
    ...(asked === undefined ? {} : { as: asked }),
    follows: words.includes('-N'),
  };
}
