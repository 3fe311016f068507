/** The commission's contexts, once, for every process: a context that is not in these lists does not exist. */
import { AuthoritiesModule, authoritiesView, authorityLifecycle } from '#authorities';
import { Catalog, clocksProjection, type Lifecycle, type Reaction } from '#command-queue';
import type { Projection } from '#event-log';

const lifecycles: readonly Lifecycle[] = [authorityLifecycle];

export const catalog = new Catalog(lifecycles);

export const projections: readonly Projection[] = [authoritiesView, clocksProjection(catalog)];

export const reactions: readonly Reaction[] = [];

export const contextModules = [AuthoritiesModule];
