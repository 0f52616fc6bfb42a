import pLimit from 'p-limit';
import type { Config, TopLevelSpec } from 'vega-lite';
import { printableText } from '../printable.js';
import { FONT_FAMILY, loadFont } from './font.js';

/** A Vega-Lite chart (https://vega.github.io/vega-lite/docs/spec.html) with inline data. */
export type ChartSpec = TopLevelSpec;

const INK = '#222';
const GRID = '#e6e6e6';

/** Default style of all figures; a chart may override it. */
const THEME: Config = {
  background: 'white',
  font: FONT_FAMILY,
  padding: 12,
  view: { stroke: null },
  axis: {
    labelFontSize: 11,
    titleFontSize: 12,
    titleFontWeight: 'normal',
    labelColor: INK,
    titleColor: INK,
    gridColor: GRID,
    domainColor: INK,
    tickColor: INK,
  },
  legend: { labelFontSize: 11, titleFontSize: 12, titleFontWeight: 'normal', labelColor: INK, titleColor: INK },
  header: { labelFontSize: 12, titleFontSize: 12, labelColor: INK, titleColor: INK, titleFontWeight: 'normal' },
  title: {
    fontSize: 14,
    fontWeight: 'bold',
    subtitleFontSize: 11.5,
    anchor: 'start',
    color: INK,
    subtitleColor: '#555',
    offset: 10,
  },
};

/** Vega numbers gradients and clip paths with one counter for all charts, which starts anew with each chart. */
const oneAtATime = pLimit(1);

/**
 * Renders a chart. Characters of its texts that cannot be seen, or that XML does not allow, are shown as
 * `printableText` shows them.
 * @returns text of an SVG file; the same spec always gives the same text
 */
export function drawChart(spec: ChartSpec): Promise<string> {
  return oneAtATime(draw, spec);
}

async function draw(spec: ChartSpec): Promise<string> {
  const { compile, parse, resetSVGDefIds, View } = await (loaded ??= loadVega());
  const { spec: compiled } = compile(spec, { config: THEME });
  resetSVGDefIds();
  const view = new View(parse(compiled), { renderer: 'none' });
  try {
    return `${printableText(withFallbackFont(await view.toSVG()))}\n`;
  } finally {
    view.finalize();
  }
}

/** Names a second font family, for viewers that do not have the first. */
function withFallbackFont(svg: string): string {
  return svg.replaceAll(`font-family="${FONT_FAMILY}"`, `font-family="${FONT_FAMILY}, sans-serif"`);
}

let loaded: ReturnType<typeof loadVega> | undefined;

/** Loads Vega at the first chart: that takes a third of a second, and most commands draw none. */
async function loadVega() {
  const [vega, { compile }, face] = await Promise.all([import('vega'), import('vega-lite'), loadFont()]);
  // Without a canvas, Vega assumes 0.8 em per letter, and long titles widen the figure.
  vega.textMetrics.width = ({ text: itemText, fontSize = 11, fontWeight }, text = itemText) =>
    face.width(printableText(String(text ?? '')), fontSize, fontWeight === 'bold' || Number(fontWeight) >= 600);
  return { ...vega, compile };
}
