/** Metrics that compare generated examples with real ones. */
export { classifierScore, CONFIDENCE_THRESHOLD, type ClassifierScore } from './classifier-score.js';
export {
  exampleCount,
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
export { measureRun, type RunMeasurements, type MeasureOptions } from './measure.js';
export { instabilities, type Energies, type ImageMeasures, type Measures, type SegmentMeasures } from './measures.js';
export { reportedQuantities, type Quantity } from './quantities.js';
