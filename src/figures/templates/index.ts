/** What a model compares an input with, drawn. */
export { imageFigure } from './image-figure.js';
export { soundFigure } from './sound-figure.js';
export { sumInWords, verdictInWords, verdictOf, type LookedAt } from './words.js';
