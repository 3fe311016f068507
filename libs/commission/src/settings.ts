import { calendarFor } from '#calendar';
import type { DoorbellSettings } from '#command-queue';
import { earlierVersions, losAngeles, profileFrom, SHIPPED } from '#jurisdiction';
import type { Profile } from '#kernel';
import { SettingsError } from '#service';
import { logOriginFrom, signingFrom, type SigningSettings } from './signing-settings.js';

/** What a process has to be told; everything else has a default that suits a small city. */
export interface Settings {
  /** The application's login: a member of the role promulgate_app. */
  readonly databaseUrl: string;
  readonly doorbell: DoorbellSettings;
  readonly host: string;
  readonly port: number;
  /** The worker's own port for health and metrics. */
  readonly workerPort: number;
  readonly issuer: string;
  readonly audience: string;
  /** Keys the fingerprints of requests, so that an erased body cannot be guessed from its hash. At least 32 bytes. */
  readonly fingerprintKey: Buffer;
  /** The log's origin, a URI. */
  readonly source: string;
  /** What the log's checkpoints call it, until it is continued under another name: an address without its scheme. */
  readonly logOrigin: string;
  /** Absent where no key is set: then the log is not signed. */
  readonly signing?: SigningSettings;
  /** The rules that are decided by. */
  readonly profile: Profile;
  /** The versions of them before, for requests that were begun under one. */
  readonly earlierProfiles: readonly Profile[];
  readonly logLevel: string;
  /** How webhooks are sent; without it none is. */
  readonly webhooks?: WebhookSettings;
  /** While so many accepted commands wait to be settled, the api takes no new ones. */
  readonly ledgerLimit: number;
}

export interface WebhookSettings {
  /** The secrets of all webhooks follow from it. At least 32 bytes. */
  readonly key: Buffer;
  /** Also to addresses inside a network, and without TLS. */
  readonly allowPrivate: boolean;
}

/** Reads the environment; what is set to nothing is not set. Throws {@link SettingsError} naming every setting that is missing or wrong. */
export function readSettings(environment: Readonly<Record<string, string | undefined>>): Settings {
  const env = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
  const faults: string[] = [];
  const text = (name: string, fallback?: string): string => {
    const value = env[name] ?? fallback;
    if (!value) faults.push(`${name} is not set.`);
    return value ?? '';
  };
  const port = (name: string, fallback: number): number => {
    const value = Number(env[name] ?? fallback);
    if (!Number.isInteger(value) || value < 0 || value > 65_535) faults.push(`${name} must be a port, 0 to 65535.`);
    return value;
  };
  const count = (name: string, fallback: number): number => {
    const value = Number(env[name] ?? fallback);
    if (!Number.isSafeInteger(value) || value < 1) faults.push(`${name} must be a whole number from 1 on.`);
    return value;
  };
  const databaseUrl = text('DATABASE_URL');
  const redisUrl = env['REDIS_URL'];
  const key = Buffer.from(text('FINGERPRINT_KEY'), 'hex');
  if (env['FINGERPRINT_KEY'] && key.length < 32)
    faults.push('FINGERPRINT_KEY must be at least 64 hexadecimal digits (openssl rand -hex 32).');
  const webhooks = webhookSettings(env, faults);
  const { profile, earlierProfiles } = ruleBook(env['PROFILE'] ?? 'los-angeles', faults);
  const signing = signingFrom(env, faults);
  const settings: Settings = {
    databaseUrl,
    doorbell: redisUrl ? { kind: 'redis', url: redisUrl } : { kind: 'postgres', url: databaseUrl },
    host: env['HOST'] ?? '127.0.0.1',
    port: port('PORT', 8080),
    workerPort: port('WORKER_PORT', 8081),
    issuer: text('OIDC_ISSUER'),
    audience: env['OIDC_AUDIENCE'] ?? 'promulgate',
    fingerprintKey: key,
    source: env['LOG_SOURCE'] ?? `urn:promulgate:${profile.id}`,
    logOrigin: logOriginFrom(env, profile.id, faults),
    ...(signing ? { signing } : {}),
    profile,
    earlierProfiles,
    logLevel: env['LOG_LEVEL'] ?? 'info',
    ledgerLimit: count('LEDGER_LIMIT', 50_000),
    ...(webhooks ? { webhooks } : {}),
  };
  if (faults.length > 0) throw new SettingsError(`The settings are not complete. ${faults.join(' ')} See docs/operating.md.`);
  return settings;
}

function webhookSettings(env: Readonly<Record<string, string | undefined>>, faults: string[]): WebhookSettings | undefined {
  const { WEBHOOK_KEY: text, WEBHOOK_ALLOW_PRIVATE: allow = 'false' } = env;
  if (allow !== 'true' && allow !== 'false') faults.push('WEBHOOK_ALLOW_PRIVATE must be true or false.');
  if (text === undefined) return undefined;
  const key = Buffer.from(text, 'hex');
  if (key.length < 32) faults.push('WEBHOOK_KEY must be at least 64 hexadecimal digits (openssl rand -hex 32).');
  return { key, allowPrivate: allow === 'true' };
}

function ruleBook(name: string, faults: string[]): Pick<Settings, 'profile' | 'earlierProfiles'> {
  try {
    const profile = profileFrom(name);
    // The calendar finds out when it is first asked; of a profile that nobody has tested that would be in a decision.
    const earlierProfiles = earlierVersions(name, profile);
    if (!SHIPPED.some((id) => id === name))
      for (const rules of [profile, ...earlierProfiles]) calendarFor(rules).isBusinessDay('2026-01-01');
    return { profile, earlierProfiles };
  } catch (error) {
    faults.push(`PROFILE cannot be used: ${(error as Error).message}`);
    return { profile: losAngeles, earlierProfiles: [] };
  }
}
