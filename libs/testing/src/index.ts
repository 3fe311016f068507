export { contextOf, storiesOf } from './decider-spec.js';
