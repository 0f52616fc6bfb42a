/** Figures of a model's templates A[x] at an input. */
export { templatesJson, templatesFigure, type TemplatesFindings, type TemplatesModel } from './findings.js';
export { imageFigure, type ImageFigureOptions } from './image-figure.js';
export type { InspectedInput, ModelInput, ModelInputs } from './inputs.js';
export { soundFigure, type SoundFigureOptions } from './sound-figure.js';
export { logitSumText, predictionText, predictedClass } from './words.js';
