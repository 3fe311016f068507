import type { Profile } from '#kernel';
import { existsSync, readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { parseProfile, ProfileError } from './profile-file.js';

/** The profiles that come with the product, by their id. */
export const SHIPPED = ['los-angeles', 'port-alder'] as const;

/** The compiled file and its source lie at other depths below the folder that holds package.json. */
const FOLDER = join(dirname(findPackageJSON(import.meta.url) ?? ''), 'libs', 'jurisdiction', 'profiles');

/** A profile by the id of a shipped one or by the path of a YAML file. Throws {@link ProfileError}. */
export function profileFrom(name: string): Profile {
  const shipped = SHIPPED.some((id) => id === name);
  const file = shipped ? join(FOLDER, `${name}.yaml`) : name;
  if (!existsSync(file))
    throw new ProfileError(
      `There is no profile ${name}: shipped are ${SHIPPED.join(' and ')}, any other is the path of a YAML file.`,
    );
  return parseProfile(readFileSync(file, 'utf8'), shipped ? name : file);
}

export const losAngeles = profileFrom('los-angeles');
