/** What a Prometheus reads at `/metrics`: text exposition format 0.0.4. */
import { type Alarms } from './alarms.js';
import { ALARM_KINDS } from './journal.js';
import type { Watch } from './watch.js';

/** Requests to add a checkpoint by the status they were answered with. */
export type Answered = ReadonlyMap<number, number>;

type Sample = readonly [labels: Readonly<Record<string, string>>, value: number];

export function metricsText(answered: Answered, watches: readonly Watch[], alarms: Alarms): string {
  const open = alarms.open();
  const logs = watches.map((watch) => ({ watch, origin: watch.log.settings.origin, record: watch.log.record }));
  return [
    family('witness_add_checkpoint_total', 'counter', 'Requests to add a checkpoint, by their answer.', [
      ...[...answered].map(([status, count]): Sample => [{ status: String(status) }, count]),
    ]),
    family('witness_cosigned_size', 'gauge', 'Entries of the largest tree that was cosigned.', [
      ...logs.map(({ origin, record }): Sample => [{ origin }, record.head?.checkpoint.size ?? 0]),
    ]),
    family('witness_grew_timestamp_seconds', 'gauge', 'When that tree last became larger, or the log was added.', [
      ...logs.map(({ origin, record }): Sample => [{ origin }, record.grewAt.getTime() / 1000]),
    ]),
    family('witness_looks_total', 'counter', 'Looks at what the log serves, by what came of them.', [
      ...logs.flatMap(({ origin, watch }) =>
        Object.entries(watch.outcomes).map(([outcome, count]): Sample => [{ origin, outcome }, count]),
      ),
    ]),
    family('witness_alarm_open', 'gauge', '1 while an alarm of this kind is open.', [
      ...logs.flatMap(({ origin }) =>
        ALARM_KINDS.map((kind): Sample => [
          { origin, kind },
          open.some((alarm) => alarm.origin === origin && alarm.kind === kind) ? 1 : 0,
        ]),
      ),
    ]),
    family('witness_alarms_total', 'counter', 'Alarms that were ever raised.', [
      ...logs.flatMap(({ origin }) => [...alarms.raised(origin)].map(([kind, count]): Sample => [{ origin, kind }, count])),
    ]),
  ].join('');
}

function family(name: string, type: 'counter' | 'gauge', help: string, samples: readonly Sample[]): string {
  const lines = samples.map(([labels, value]) => {
    const written = Object.entries(labels).map(([label, text]) => `${label}="${escaped(text)}"`);
    return `${name}{${written.join(',')}} ${value}\n`;
  });
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

const escaped = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');
