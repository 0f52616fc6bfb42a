import { parse, resetSVGDefIds, textMetrics, View } from 'vega';
import { compile, type Config, type TopLevelSpec } from 'vega-lite';
import { FONT_FAMILY, loadFont } from './font.js';

/** A chart as Vega-Lite describes it (https://vega.github.io/vega-lite/docs/spec.html), its data inside. */
export type ChartSpec = TopLevelSpec;

const INK = '#222';
const GRID = '#e6e6e6';

/** How every figure looks, where its own description says nothing else. */
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

/**
 * Draws a chart.
 * @returns the text of an SVG file; the same for the same description
 */
export async function drawChart(spec: ChartSpec): Promise<string> {
  await measureLetters();
  const { spec: compiled } = compile(spec, { config: THEME });
  resetSVGDefIds();
  const view = new View(parse(compiled), { renderer: 'none' });
  try {
    return `${await view.toSVG()}\n`;
  } finally {
    view.finalize();
  }
}

/** Without a canvas, Vega takes every letter for eight tenths of its height: titles would push the right border away. */
async function measureLetters(): Promise<void> {
  const face = await loadFont();
  textMetrics.width = ({ text: own, fontSize = 11, fontWeight }, text = own) =>
    face.width(String(text ?? ''), fontSize, fontWeight === 'bold' || Number(fontWeight) >= 600);
}
