export { directive, type Directive, type DirectiveEvent } from './domain/directive.js';
export { provision } from './domain/provision.js';
export { type Provision, type ProvisionEvent, type Verb, VERBS } from './domain/provision-record.js';
export { directiveLifecycle } from './directives.wire.js';
export { provisionLifecycle } from './provisions.wire.js';
export { directivesView, DirectiveView } from './projections/directives.js';
export { provisionsView, ProvisionView } from './projections/provisions.js';
export { DirectivesModule } from './directives.module.js';
