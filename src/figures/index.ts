/** Figures: charts as Vega-Lite describes them, written as SVG, PNG and the numbers in CSV. */
export { drawChart, type ChartSpec } from './chart.js';
export { pictureUrl, rangeOf, signedPictureUrl, type PictureValues, type Range } from './picture.js';
export { pictureGrid, pictureGridView, type GridCell, type GridOptions } from './picture-grid.js';
export { rasterise } from './rasterise.js';
export { spectrogram, type Spectrogram } from './spectrogram.js';
export { writeFigure, type Figure, type FigureFiles, type Row } from './write-figure.js';
