/** Figures: charts as Vega-Lite describes them, written as SVG, PNG and the numbers in CSV. */

// A figure, written whole; and its two halves.
export { writeFigure, type Figure, type FigureFiles, type Row } from './write-figure.js';
export { drawChart, type ChartSpec } from './chart.js';
export { rasterise } from './rasterise.js';

// Pictures inside charts: values as pixels, one by one or in a grid.
export { pictureUrl, rangeOf, signedPictureUrl, type PictureValues, type Range } from './picture.js';
export { pictureGrid, pictureGridView, type GridCell, type GridOptions } from './picture-grid.js';
export { spectrogram, type Spectrogram } from './spectrogram.js';

// Templates A[x] of a model around an input.
export { templatesAnswer, templatesFigure, type TemplatesFindings, type TemplatesModel } from './templates/index.js';
