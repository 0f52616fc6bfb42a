/** How generated examples are judged beside real ones. */
export { classifierScore, SURE_FROM, type ClassifierScore } from './classifier-score.js';
export {
  countOf,
  meanPairwiseDistance,
  nearest,
  twoSampleTest,
  type ExampleMatrix,
  type Nearest,
} from './distances.js';
export { nearestInDataset } from './nearest-in-dataset.js';
export { spectralStatistics, spectrumDifferenceDb, type SpectralStatistics } from './spectral-statistics.js';
export {
  bandCentresHz,
  defaultSpectrogram,
  frameCount,
  spectrograms,
  spectrogramProgram,
  type SpectrogramOptions,
} from './spectrogram.js';
export { measureRun, type Measured, type MeasureOptions } from './measure.js';
export { problemsOf, type Measures } from './measures.js';
export { quantitiesOf, type Quantity } from './quantities.js';
