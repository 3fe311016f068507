import { catalog, jurisdictionOf, type Settings } from '#commission';
import { Catalog, Decisions } from '#command-queue';
import { type DynamicModule, Global, Module } from '@nestjs/common';

/** What every context's handlers are built with. */
@Global()
@Module({})
export class MachineryModule {
  static with(settings: Pick<Settings, 'profile' | 'earlierProfiles' | 'source'>): DynamicModule {
    return {
      module: MachineryModule,
      providers: [
        { provide: Catalog, useValue: catalog },
        { provide: Decisions, useValue: new Decisions(catalog, jurisdictionOf(settings)) },
      ],
      exports: [Catalog, Decisions],
    };
  }
}
