import type { Chance } from './chance.js';

/** So many ids of each type are kept: the newest, so that a record does not gather thousands of events. */
const KEPT = 60;

/** The records that there are, and which field names records of which type: learnt from what was sent and answered. */
export class Records {
  private readonly byType = new Map<string, string[]>();
  private readonly typeById = new Map<string, string>();
  private readonly fieldTypes = new Map<string, string>();
  readonly commandIds: string[] = [];

  constructor(private readonly chance: Chance) {}

  add(type: string, id: string): void {
    if (this.typeById.has(id)) return;
    const ids = this.byType.get(type) ?? [];
    this.byType.set(type, ids);
    ids.push(id);
    this.typeById.set(id, type);
    if (ids.length > KEPT) this.typeById.delete(ids.shift() ?? '');
  }

  addCommand(id: string): void {
    this.commandIds.push(id);
    if (this.commandIds.length > KEPT) this.commandIds.shift();
  }

  /** Notes of each field of a body that names a known record that it names records of that type. */
  learn(body: unknown): void {
    if (typeof body !== 'object' || body === null) return;
    for (const [name, value] of Object.entries(body)) {
      for (const each of Array.isArray(value) ? value : [value]) {
        const type = typeof each === 'string' ? this.typeById.get(each) : undefined;
        if (type) this.fieldTypes.set(name, type);
        else this.learn(each);
      }
    }
  }

  /** An id for a field: mostly of a record that it could name, now and then of one that it could not, or of none. */
  idFor(field: string): string {
    const type = this.fieldTypes.get(field) ?? field.replace(/Id$/, 's');
    const ids = this.chance.odds(0.9) ? this.byType.get(type) : undefined;
    if (ids && ids.length > 0) return this.chance.pick(ids);
    return this.chance.odds(0.5) ? this.ofType(this.chance.pick([...this.byType.keys(), 'none'])) : this.chance.uuid();
  }

  ofType(type: string): string {
    const ids = this.byType.get(type) ?? [];
    return ids.length > 0 && this.chance.odds(0.9) ? this.chance.pick(ids) : this.chance.uuid();
  }
}
