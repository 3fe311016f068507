/** Curves over sizes, both axes logarithmic, as an SVG that needs nothing else. */
import { short } from './bench.ts';

export interface Curve {
  name: string;
  dashed: boolean;
  /** Milliseconds, one a size. */
  values: readonly number[];
}

const WIDTH = 760;
const HEIGHT = 420;
const AREA = { left: 70, right: 560, top: 50, bottom: 360 };
const COLOURS = ['#1b5e9e', '#b3541e', '#2c7a4b', '#7a3e9d', '#8a6d00', '#5a5a5a'];

export function plotOf(title: string, sizes: readonly number[], curves: readonly Curve[]): string {
  const all = curves.flatMap(({ values }) => values);
  const lowest = 10 ** Math.floor(Math.log10(Math.min(...all)));
  const highest = 10 ** Math.ceil(Math.log10(Math.max(...all)));
  const x = scale(sizes[0], sizes[sizes.length - 1], AREA.left, AREA.right);
  const y = scale(lowest, highest, AREA.bottom, AREA.top);
  const marks = decadesFrom(lowest, highest);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" font-family="sans-serif" font-size="12" role="img" aria-label="${escaped(title)}">`,
    `<rect width="${WIDTH}" height="${HEIGHT}" fill="#ffffff"/>`,
    text(AREA.left, 26, title, 'font-size="15"'),
    ...marks.map((mark) => line([AREA.left, y(mark)], [AREA.right, y(mark)], 'stroke="#dddddd"')),
    ...marks.map((mark) => text(AREA.left - 8, y(mark) + 4, `${mark} ms`, 'text-anchor="end"')),
    ...sizes.map((size) => line([x(size), AREA.bottom], [x(size), AREA.bottom + 5], 'stroke="#333333"')),
    ...sizes.map((size) => text(x(size), AREA.bottom + 20, short(size), 'text-anchor="middle"')),
    text((AREA.left + AREA.right) / 2, AREA.bottom + 42, 'events in the log', 'text-anchor="middle"'),
    ...curves.flatMap((curve, at) => drawn(curve, at, sizes, x, y)),
    '</svg>',
  ].join('\n')}\n`;
}

/** A curve with its points, and its line of the legend. Ours and the bare one beside it share a colour. */
function drawn({ name, dashed, values }: Curve, at: number, sizes: readonly number[], x: Scale, y: Scale): string[] {
  const colour = COLOURS[Math.floor(at / 2) % COLOURS.length];
  const style = `stroke="${colour}" stroke-width="2"${dashed ? ' stroke-dasharray="6 4"' : ''}`;
  const points = values.map((value, place) => `${x(sizes[place]).toFixed(1)},${y(value).toFixed(1)}`);
  const top = AREA.top + 10 + at * 20;
  return [
    `<polyline points="${points.join(' ')}" fill="none" ${style}/>`,
    ...values.map(
      (value, place) => `<circle cx="${x(sizes[place]).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3" fill="${colour}"/>`,
    ),
    line([AREA.right + 20, top], [AREA.right + 50, top], style),
    text(AREA.right + 58, top + 4, name, ''),
  ];
}

type Scale = (value: number) => number;

function scale(from: number, to: number, start: number, end: number): Scale {
  const span = Math.log10(to) - Math.log10(from) || 1;
  return (value) => start + ((Math.log10(value) - Math.log10(from)) / span) * (end - start);
}

function decadesFrom(lowest: number, highest: number): number[] {
  const count = Math.round(Math.log10(highest / lowest)) + 1;
  return Array.from({ length: count }, (_, power) => Number((lowest * 10 ** power).toPrecision(3)));
}

const line = ([x1, y1]: [number, number], [x2, y2]: [number, number], style: string) =>
  `<line x1="${x1.toFixed(1)}" y1="${y1.toFixed(1)}" x2="${x2.toFixed(1)}" y2="${y2.toFixed(1)}" ${style}/>`;
const text = (x: number, y: number, words: string, style: string) =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" fill="#222222" ${style}>${escaped(words)}</text>`;
const escaped = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
