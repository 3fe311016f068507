export {
  BEING_ERASED,
  type DeliveredEntry,
  deliveredPage,
  type FeedFilter,
  type FeedPage,
  type FeedQuestion,
  isEventType,
  MISSING,
  pageOf,
} from './feed.js';
export { insightOf, readableWith } from './insight.js';
