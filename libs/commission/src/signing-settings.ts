import { type KeySource, parseWitnesses, type WitnessAddress } from '#audit';
import { profileFrom } from '#jurisdiction';
import { SettingsError } from '#service';

/** Where the log's keys, the signer's state and the published checkpoints are: all of them outside PostgreSQL. */
export interface SigningSettings {
  readonly keys: KeySource;
  readonly stateDir: string;
  readonly checkpointsDir: string;
  /** Who is asked to cosign each checkpoint. */
  readonly witnesses: readonly WitnessAddress[];
}

type Environment = Readonly<Record<string, string | undefined>>;

/** As a file's name, with what every URL-encoded character takes, it has to fit into 255 bytes. */
const LONGEST_ORIGIN = 200;

/** What the checkpoints call the log: LOG_ORIGIN, or a name made of the place's, which is nobody's address. */
export function logOriginFrom(env: Environment, place: string, faults: string[]): string {
  const origin = env['LOG_ORIGIN'] ?? `promulgate.invalid/${place}`;
  if (!/^[^\s+:\p{Cc}]+$/u.test(origin) || encodeURIComponent(origin).length > LONGEST_ORIGIN)
    faults.push('LOG_ORIGIN must be an address without its scheme, a space or a plus, such as log.example.org/commission.');
  return origin;
}

/** The same by itself, for the command line; throws where a setting is wrong. */
export function logOriginOf(environment: Environment): string {
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const faults: string[] = [];
  const origin = logOriginFrom(env, placeFrom(env['PROFILE'] ?? 'los-angeles', faults), faults);
  if (faults.length > 0) throw new SettingsError(faults.join(' '));
  return origin;
}

function placeFrom(profile: string, faults: string[]): string {
  try {
    return profileFrom(profile).id;
  } catch (error) {
    faults.push(`PROFILE cannot be used: ${(error as Error).message}`);
    return '';
  }
}

/** Undefined where no key is set: then the log is not signed. */
export function signingFrom(env: Environment, faults: string[]): SigningSettings | undefined {
  const { LOG_KEY_FILE: file, LOG_SIGNING_KEY: text, LOG_STATE_DIR: stateDir, CHECKPOINTS_DIR: checkpointsDir } = env;
  if (file === undefined && text === undefined) return undefined;
  if (file !== undefined && text !== undefined)
    faults.push('LOG_KEY_FILE and LOG_SIGNING_KEY are both set: which of them holds the key?');
  for (const [name, folder] of Object.entries({ LOG_STATE_DIR: stateDir, CHECKPOINTS_DIR: checkpointsDir }))
    if (folder === undefined)
      faults.push(`${name} is not set, and the log is to be signed: name a folder that outlives the database.`);
  if (stateDir !== undefined && stateDir === checkpointsDir)
    faults.push('LOG_STATE_DIR and CHECKPOINTS_DIR must be two folders.');
  return {
    keys: file === undefined ? { text: text ?? '' } : { file },
    stateDir: stateDir ?? '',
    checkpointsDir: checkpointsDir ?? '',
    witnesses: witnessesFrom(env, faults),
  };
}

function witnessesFrom({ WITNESSES: text = '' }: Environment, faults: string[]): WitnessAddress[] {
  try {
    return parseWitnesses(text);
  } catch (error) {
    faults.push(`WITNESSES cannot be used: ${(error as Error).message}`);
    return [];
  }
}
