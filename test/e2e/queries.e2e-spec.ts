/** What readers are told and what the public is not: every query and the feed of events, over HTTP, on the case of Executive Directive 17. */
import { closeTheCase, tellTheCase } from './queries/asking.js';
import { clocks } from './queries/clocks.js';
import { drafting } from './queries/drafting.js';
import { feed } from './queries/feed.js';
import { keptAnswers } from './queries/kept-answers.js';
import { lists } from './queries/lists.js';
import { meetings } from './queries/meetings.js';
import { thePublic } from './queries/the-public.js';
import { traces } from './queries/traces.js';

beforeAll(tellTheCase, 180_000);
afterAll(closeTheCase, 60_000);

// In this order: later parts add to the case.
lists();
keptAnswers();
drafting();
thePublic();
traces();
meetings();
clocks();
feed();
