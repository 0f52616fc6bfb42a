/** Figures: Vega-Lite charts, written as SVG and PNG, with their data as CSV. */

// Writing a figure, and its two steps: rendering and rasterising.
export { writeFigure, type Figure, type FigureFiles, type Row } from './write-figure.js';
export { drawChart, type ChartSpec } from './chart.js';
export { rasterise } from './rasterise.js';

// Pictures inside charts: arrays as pixels, single or in a grid.
export {
  picturePng,
  pictureUrl,
  pngUrl,
  rangeOf,
  signedPictureUrl,
  type PictureValues,
  type Range,
} from './picture.js';
export { pictureGrid, pictureGridView, type GridCell, type GridOptions } from './picture-grid.js';
export { spectrogram, type Spectrogram } from './spectrogram.js';

// Templates A[x] of a model at an input.
export {
  templatesJson,
  templatesFigure,
  type InspectedInput,
  type TemplatesFindings,
  type TemplatesModel,
} from './templates/index.js';
