import type { Profile, ProfileVersion } from '#kernel';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join, parse } from 'node:path';
import { parseProfile, ProfileError } from './profile-file.js';

/** The profiles that come with the product, by their id. */
export const SHIPPED = ['los-angeles', 'port-alder'] as const;

/** The compiled file and its source lie at other depths below the folder that holds package.json. */
const FOLDER = join(dirname(findPackageJSON(import.meta.url) ?? ''), 'libs', 'jurisdiction', 'profiles');

/** A profile by the id of a shipped one or by the path of a YAML file. Throws {@link ProfileError}. */
export function profileFrom(name: string): Profile {
  const file = fileOf(name);
  if (!existsSync(file))
    throw new ProfileError(
      `There is no profile ${name}: shipped are ${SHIPPED.join(' and ')}, any other is the path of a YAML file.`,
    );
  return parseProfile(readFileSync(file, 'utf8'), isShipped(name) ? name : file);
}

/**
 * The versions before a profile, which lie beside its file: `port-alder@1.yaml` beside `port-alder.yaml`, in any number.
 * Throws {@link ProfileError} where one of them is another profile, another version, or none before the present one.
 */
export function earlierVersions(name: string, { id, version }: ProfileVersion): readonly Profile[] {
  const file = fileOf(name);
  const { dir, name: base, ext } = parse(file);
  return readdirSync(dir || '.').flatMap((entry) => {
    const number = entry.startsWith(`${base}@`) && entry.endsWith(ext) ? entry.slice(base.length + 1, -ext.length) : '';
    if (!/^\d+$/.test(number)) return [];
    const profile = parseProfile(readFileSync(join(dir, entry), 'utf8'), entry);
    if (profile.id !== id || profile.version !== Number(number) || profile.version >= version)
      throw new ProfileError(
        `${entry} is ${profile.id} in version ${profile.version}: its name stands for ${id} in version ${number}, and the present version is ${version}.`,
      );
    return [profile];
  });
}

const isShipped = (name: string): boolean => SHIPPED.some((id) => id === name);

const fileOf = (name: string): string => (isShipped(name) ? join(FOLDER, `${name}.yaml`) : name);

export const losAngeles = profileFrom('los-angeles');
