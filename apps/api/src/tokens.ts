/** Names of what has no class to be asked for by. */
export const POOL = Symbol('pool');
export const SETTINGS = Symbol('settings');
