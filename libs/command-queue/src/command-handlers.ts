import type { Provider } from '@nestjs/common';
import type { Lifecycle } from './lifecycle.js';

export function commandHandlersFor(_lifecycle: Lifecycle): Provider[] {
  return [];
}
