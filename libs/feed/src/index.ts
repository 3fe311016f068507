export { type FeedFilter, type FeedPage, type FeedQuestion, isEventType, pageOf } from './feed.js';
export { insightOf, readableWith } from './insight.js';
