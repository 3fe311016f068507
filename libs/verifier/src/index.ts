export { type Finding, type Kind, Unreadable } from './findings.js';
export type { KeptNote } from './heads.js';
export type { SourceAddress } from './source.js';
export { type Question, verify } from './verify.js';
export type { Verdict } from './verdict.js';
