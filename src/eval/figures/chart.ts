import { parse, resetSVGDefIds, View } from 'vega';
import { compile, type Config, type TopLevelSpec } from 'vega-lite';

/** A chart as Vega-Lite describes it (https://vega.github.io/vega-lite/docs/spec.html), its data inside. */
export type ChartSpec = TopLevelSpec;

/** The face that pictures carry with them: `rasterise` has its outlines. */
export const FONT = 'Inter';

const INK = '#222';
const GRID = '#e6e6e6';

/** How every figure looks, where its own description says nothing else. */
const THEME: Config = {
  background: 'white',
  font: FONT,
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
  const { spec: compiled } = compile(spec, { config: THEME });
  resetSVGDefIds();
  const view = new View(parse(compiled), { renderer: 'none' });
  try {
    return `${await view.toSVG()}\n`;
  } finally {
    view.finalize();
  }
}
