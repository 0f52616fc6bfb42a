import type { ClassifierScore } from './classifier-score.js';
import type { SpectralStatistics } from './spectral-statistics.js';

/** Mean energies, R of the trained discriminator. */
export interface Energies {
  /** Of held-out real examples. */
  readonly real: number;
  readonly generated: number;
  /** Of images: their own pixels in another order; of segments: white noise. */
  readonly noise: number;
}

/** What the generated examples of a finished run are like, beside as many held-out real ones. */
export interface CommonMeasures {
  readonly examples: number;
  readonly energy: Energies;
  /** Mean distance of two generated examples, as a share of that of two real ones. */
  readonly diversity: number;
  /** Accuracy of telling both apart by the nearest neighbour: 0.5 if they are alike. */
  readonly twoSample: { readonly accuracy: number; readonly realFound: number; readonly generatedFound: number };
  /** Energy of the generated examples in training, the greatest mean of a row of the curves over the last half of the run. */
  readonly greatestEnergy: number;
}

export interface ImageMeasures extends CommonMeasures {
  readonly kind: 'images';
  /** Mean distance to the nearest training image, as a share of that of real held-out images: far below 1 are copies. */
  readonly nearestTraining: number;
  readonly classifier: {
    /** On test images. */
    readonly accuracy: number;
    readonly generated: ClassifierScore;
    /** What the same measures come to on real images, and on their pixels in another order. */
    readonly real: ClassifierScore;
    readonly noise: ClassifierScore;
  };
}

export interface SegmentMeasures extends CommonMeasures {
  readonly kind: 'segments';
  /** Root mean square difference of the mean spectra of generated and of real segments, and of two halves of the real ones. */
  readonly spectrumDifferenceDb: { readonly generated: number; readonly real: number; readonly noise: number };
  readonly spectra: {
    readonly bandsHz: readonly number[];
    readonly generated: SpectralStatistics;
    readonly real: SpectralStatistics;
    readonly noise: SpectralStatistics;
  };
}

export type Measures = ImageMeasures | SegmentMeasures;

/** Bounds within which a run counts as stable: wide ones, which a run that went wrong misses by far. */
const MIN_DIVERSITY = 0.5;
/** Of the margin. */
const MAX_ENERGY = 2;
/** Of the number of classes. */
const MIN_CLASSES_FRACTION = 0.7;

/**
 * What keeps a run from counting as stable; empty if nothing does.
 * @param margin of the hinge
 */
export function instabilities(measures: Measures, margin: number): string[] {
  const { energy, diversity, greatestEnergy } = measures;
  const problems: string[] = [];
  const check = (right: boolean, problem: string): void => {
    if (!right) problems.push(problem);
  };
  check(energy.noise > energy.real, 'noise has no more energy than real examples');
  check(
    greatestEnergy <= MAX_ENERGY * margin,
    `generated examples reached an energy of ${greatestEnergy.toPrecision(3)}`,
  );
  check(diversity >= MIN_DIVERSITY, `generated examples are ${diversity.toFixed(2)} times as diverse as real ones`);
  if (measures.kind === 'images') {
    const { effectiveClasses, histogram } = measures.classifier.generated;
    check(
      effectiveClasses >= MIN_CLASSES_FRACTION * histogram.length,
      `generated examples are of ${effectiveClasses.toFixed(1)} classes`,
    );
  }
  return problems;
}
