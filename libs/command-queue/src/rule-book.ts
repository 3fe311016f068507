import type { Calendar, Profile, ProfileVersion } from '#kernel';

/** The rules of a place in one version, with its days. */
export interface Rules {
  readonly profile: Profile;
  readonly calendar: Calendar;
}

/** What to do where a version of a profile is in use and its file is not there. */
export const profileMissing = ({ id, version }: ProfileVersion): string =>
  `version ${version} of the profile ${id} is not here: put its file beside the present one, as ${id}@${version}.yaml.`;

/** The rules of a place in all their versions: the present one, and those that something was begun under. */
export class RuleBook {
  constructor(private readonly rules: Rules & { readonly earlier?: readonly Rules[] }) {}

  /** The rules of a version; the present ones where none is named. Throws where there is no such version. */
  of(version: ProfileVersion | undefined): Rules {
    if (version === undefined || this.isPresent(version)) return this.rules;
    const found = this.rules.earlier?.find(({ profile }) => isSame(profile, version));
    if (!found) throw new Error(`It was begun under rules that are missing: ${profileMissing(version)}`);
    return found;
  }

  isPresent(version: ProfileVersion | undefined): boolean {
    return version === undefined || isSame(version, this.rules.profile);
  }
}

const isSame = (one: ProfileVersion, other: ProfileVersion): boolean => one.id === other.id && one.version === other.version;
