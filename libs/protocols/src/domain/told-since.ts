/** What became of a draft's text after the one that somebody had before them: whoever saves second is told, section by section. */
import { compared, type ComparedSection } from './compared-sections.js';
import type { Draft, Written } from './draft-record.js';
import { sectionsThrough } from './sections.js';

/** More sections than that are counted. */
const MOST_NAMED = 20;

export interface TextsSince {
  /** The numbers of the texts: `from` is absent where there was none. */
  readonly from?: number;
  readonly to: number;
  /** `evidence changed, aid moved and renumbered, reports added`. */
  readonly told: string;
}

/** Undefined where no text was saved since. */
export function textsSince(before: Draft, now: Draft): TextsSince | undefined {
  const [from, to] = [lastText(before), lastText(now)];
  if (!to || from?.number === to.number) return undefined;
  if (!from) return { to: to.number, told: 'the first one' };
  const [earlier = [], later = []] = sectionsThrough([from, to]);
  const changes = compared(earlier, later).flatMap((section) => {
    const became = becameOf(section);
    return became.length > 0 ? [`${section.id} ${became.join(' and ')}`] : [];
  });
  const more = changes.length > MOST_NAMED ? [`${changes.length - MOST_NAMED} more`] : [];
  const told = [...changes.slice(0, MOST_NAMED), ...more].join(', ') || 'the same sections';
  return { from: from.number, to: to.number, told };
}

/** An amendment from the floor that was worked in comes after the text that was transmitted. */
function lastText(state: Draft): Written['latest'] | undefined {
  if ('amended' in state && state.amended?.conformed) return state.amended.conformed;
  return 'latest' in state ? state.latest : undefined;
}

function becameOf({ change, moved, renumbered }: ComparedSection): readonly string[] {
  return [
    ...(change === 'SAME' ? [] : [change.toLowerCase()]),
    ...(moved ? ['moved'] : []),
    ...(renumbered ? ['renumbered'] : []),
  ];
}
