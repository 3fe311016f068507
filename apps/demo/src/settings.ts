import { ProfileError, profileFrom } from '#jurisdiction';
import type { Profile } from '#kernel';
import { Trouble } from '#testing';

export interface DemoSettings {
  /** 0 takes any free one. */
  readonly port: number;
  /** Starts without entering the case. */
  readonly empty: boolean;
  /** A PostgreSQL of the operator's own; the embedded one where there is none. */
  readonly databaseUrl?: string;
  /** For the migrations, where the application's user may not make tables. */
  readonly ownerDatabaseUrl?: string;
  readonly redisUrl?: string;
  /** The rules of the place that the case is told in. */
  readonly profile: Profile;
}

export function settingsFrom(args: readonly string[], env: NodeJS.ProcessEnv): DemoSettings {
  const unknown = args.find((word) => word !== '--empty');
  if (unknown !== undefined)
    throw new Trouble(`There is no option ${unknown}.`, 'The one there is: npm start -- --empty, which starts without the case.');
  return {
    port: portFrom(env.PORT),
    profile: placeFrom(env.PROFILE),
    empty: args.includes('--empty'),
    ...urlFrom(env, 'DATABASE_URL', 'databaseUrl', ['postgres:', 'postgresql:'], 'postgres://user:password@host:5432/database'),
    ...urlFrom(
      env,
      'OWNER_DATABASE_URL',
      'ownerDatabaseUrl',
      ['postgres:', 'postgresql:'],
      'postgres://owner:password@host:5432/database',
    ),
    ...urlFrom(env, 'REDIS_URL', 'redisUrl', ['redis:', 'rediss:'], 'redis://host:6379'),
  };
}

function portFrom(text: string | undefined): number {
  if (!text) return 8080;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new Trouble(
    `PORT is ${text}, which is no port.`,
    'Give a number from 0 to 65535, for example PORT=8081 npm start; 0 takes any free one.',
  );
}

function placeFrom(name = ''): Profile {
  try {
    return profileFrom(name === '' ? 'los-angeles' : name);
  } catch (error) {
    if (!(error instanceof ProfileError)) throw error;
    throw new Trouble(
      `PROFILE cannot be used: ${error.message}`,
      'Leave it out for Los Angeles, or PROFILE=port-alder npm start',
    );
  }
}

function urlFrom<Key extends string>(
  env: NodeJS.ProcessEnv,
  name: string,
  key: Key,
  protocols: readonly string[],
  example: string,
) {
  const text = env[name];
  if (!text) return {} as Partial<Record<Key, string>>;
  // The value is not repeated: it may hold a password.
  if (!URL.canParse(text) || !protocols.includes(new URL(text).protocol))
    throw new Trouble(
      `${name} is set, and is not a URL like ${example}.`,
      `Correct it, or leave it out to use what the demo brings.`,
    );
  return { [key]: text } as Partial<Record<Key, string>>;
}

/** A URL as it may be printed. */
export function withoutPassword(text: string): string {
  const url = new URL(text);
  url.password = '';
  return url.href;
}
