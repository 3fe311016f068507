export { losAngeles } from './los-angeles.js';
