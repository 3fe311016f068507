export { earlierVersions, losAngeles, profileFrom, SHIPPED } from './shipped.js';
export { parseProfile, ProfileError } from './profile-file.js';
