/**
 * The log's keys, which are kept outside PostgreSQL: whoever can write to the database cannot sign for it.
 *
 *   {"keys": [{"algorithm": "ed25519", "madeAt": "2026-…Z", "pkcs8": base64 of the private key in PKCS #8}]}
 *
 * The last key signs. The ones before it have signed, and stay in the file so that it can be told what is ours.
 */
import { createFile, ONLY_OWNER, replaceFile } from '#durable-files';
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { ed25519Signer, ed25519VerifierKey, type NoteSigner } from '#tlog';

/** A file of keys, or the text of one from an environment variable. */
export type KeySource = { readonly file: string } | { readonly text: string };

/** The keys cannot be used; the message says why, which file, and what to do. */
export class SigningKeyError extends Error {
  override readonly name = 'SigningKeyError';
}

export interface SigningKey {
  /** Signs notes under the name of this origin. */
  signer(origin: string): NoteSigner;
  /** What others verify those with. */
  verifierKey(origin: string): string;
}

interface StoredKey {
  readonly algorithm: string;
  readonly madeAt: string;
  readonly pkcs8: string;
}

/** The signature types of notes that a key may be for; another one is a line here and one where verifier keys are parsed. */
const ALGORITHMS: Readonly<Record<string, (key: KeyObject) => SigningKey>> = {
  ed25519: (key) => ({
    signer: (origin) => ed25519Signer(origin, key),
    verifierKey: (origin) => ed25519VerifierKey(origin, key),
  }),
};

const GROUP_AND_OTHERS = 0o077;

/** The keys, the one that signs last: at least one. Throws {@link SigningKeyError}. */
export async function readSigningKeys(source: KeySource): Promise<[...SigningKey[], SigningKey]> {
  const { stored, where } = await storedKeys(source);
  const keys = stored.map((each) => keyOf(each, where));
  const last = keys.pop();
  if (!last) throw new SigningKeyError(`${where} holds no key: \`log key FILE\` makes a file with one.`);
  return [...keys, last];
}

/** Makes a file with a new key, for its owner's eyes only; answers the key. Refuses where a file is there already. */
export async function createKeyFile(file: string): Promise<SigningKey> {
  const stored = newKey();
  if (!(await createFile(file, contentOf([stored]), ONLY_OWNER)))
    throw new SigningKeyError(`${file} is there already. A key is not replaced: \`log rotate FILE\` adds one to it.`);
  return keyOf(stored, file);
}

/** Adds a key, which signs from the next checkpoint on; the others stay. */
export async function rotateKeyFile(file: string): Promise<SigningKey> {
  const { stored } = await storedKeys({ file });
  const added = newKey();
  await replaceFile(file, contentOf([...stored, added]), ONLY_OWNER);
  return keyOf(added, file);
}

function newKey(): StoredKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pkcs8 = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64');
  return { algorithm: 'ed25519', madeAt: new Date().toISOString(), pkcs8 };
}

const contentOf = (keys: readonly StoredKey[]): string => `${JSON.stringify({ keys }, null, 2)}\n`;

async function storedKeys(source: KeySource): Promise<{ stored: readonly StoredKey[]; where: string }> {
  if ('text' in source) return { stored: parseKeys(source.text, 'LOG_SIGNING_KEY'), where: 'LOG_SIGNING_KEY' };
  const { file } = source;
  try {
    const { mode } = await stat(file);
    if ((mode & GROUP_AND_OTHERS) !== 0)
      throw new SigningKeyError(
        `${file} may be read by others than its owner (mode ${(mode & 0o777).toString(8)}): chmod 600 ${file}. Rotate the key where others had a way to it.`,
      );
    return { stored: parseKeys(await readFile(file, 'utf8'), file), where: file };
  } catch (error) {
    if (error instanceof SigningKeyError) throw error;
    throw new SigningKeyError(`The log's keys cannot be read from ${file}: ${(error as Error).message}.`, { cause: error });
  }
}

/** No message quotes anything of what was read: it is a secret. */
function parseKeys(text: string, where: string): readonly StoredKey[] {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch {
    throw new SigningKeyError(`${where} is no JSON: it has to be as \`log key FILE\` makes it.`);
  }
  const keys = (content as { keys?: unknown } | null)?.keys;
  if (!Array.isArray(keys)) throw new SigningKeyError(`${where} has no list of keys: it has to be as \`log key FILE\` makes it.`);
  return keys as StoredKey[];
}

function keyOf(stored: Partial<StoredKey> | null, where: string): SigningKey {
  const algorithm = stored?.algorithm ?? 'none';
  const signing = Object.hasOwn(ALGORITHMS, algorithm) ? ALGORITHMS[algorithm] : undefined;
  if (!signing) throw new SigningKeyError(`${where} has a key of an algorithm that is not known here: ${algorithm}.`);
  let key: KeyObject;
  try {
    key = createPrivateKey({ key: Buffer.from(stored?.pkcs8 ?? '', 'base64'), format: 'der', type: 'pkcs8' });
  } catch {
    throw new SigningKeyError(`${where} has a key that is not PKCS #8 in base64.`);
  }
  if (key.asymmetricKeyType !== algorithm)
    throw new SigningKeyError(`${where} has a key that says ${algorithm} and is ${key.asymmetricKeyType ?? 'none'}.`);
  return signing(key);
}
