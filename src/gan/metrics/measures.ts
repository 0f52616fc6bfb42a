import type { ClassifierScore } from './classifier-score.js';
import type { SpectralStatistics } from './spectral-statistics.js';

/** Mean energies: R of the trained discriminator. */
export interface Energies {
  /** On held-out real examples. */
  readonly real: number;
  readonly generated: number;
  /** Images: real images with their pixels shuffled; segments: white noise. */
  readonly noise: number;
}

/** Measures of the generated examples of a finished run, compared with as many held-out real ones. */
export interface CommonMeasures {
  readonly examples: number;
  readonly energy: Energies;
  /** Mean distance between two generated examples, relative to that between two real ones. */
  readonly diversity: number;
  /** Nearest-neighbour two-sample test: an accuracy of 0.5 if generated and real examples are indistinguishable. */
  readonly twoSample: { readonly accuracy: number; readonly realFound: number; readonly generatedFound: number };
  /**
   * Largest energy of the generated examples in training: the largest row of the curve in the second half of the run,
   * each row being a mean over steps.
   */
  readonly greatestEnergy: number;
}

export interface ImageMeasures extends CommonMeasures {
  readonly kind: 'images';
  /**
   * Mean distance to the nearest training image, relative to that of held-out real images. Far below 1, the generated
   * images are copies.
   */
  readonly nearestTraining: number;
  readonly classifier: {
    /** Accuracy on test images. */
    readonly accuracy: number;
    readonly generated: ClassifierScore;
    /** The same scores on real images, and on real images with their pixels shuffled. */
    readonly real: ClassifierScore;
    readonly noise: ClassifierScore;
  };
}

export interface SegmentMeasures extends CommonMeasures {
  readonly kind: 'segments';
  /**
   * Root mean square difference between mean spectra, in dB: of generated and real segments, of two halves of the real
   * segments, and of white noise and real segments.
   */
  readonly spectrumDifferenceDb: { readonly generated: number; readonly real: number; readonly noise: number };
  readonly spectra: {
    readonly bandsHz: readonly number[];
    readonly generated: SpectralStatistics;
    readonly real: SpectralStatistics;
    readonly noise: SpectralStatistics;
  };
}

export type Measures = ImageMeasures | SegmentMeasures;

/** Bounds for a stable run. They are wide: a failed run misses them by far. */
const MIN_DIVERSITY = 0.5;
/** Multiple of the margin. */
const MAX_ENERGY = 2;
/** Fraction of the number of classes. */
const MIN_CLASSES_FRACTION = 0.7;

/**
 * Lists the reasons why a run does not count as stable; empty if it does.
 * @param margin margin of the hinge
 */
export function instabilities(measures: Measures, margin: number): string[] {
  const { energy, diversity, greatestEnergy } = measures;
  const problems: string[] = [];
  const check = (ok: boolean, problem: string): void => {
    if (!ok) problems.push(problem);
  };
  check(energy.noise > energy.real, 'the energy of noise is not above that of real examples');
  check(
    greatestEnergy <= MAX_ENERGY * margin,
    `generated examples reached an energy of ${greatestEnergy.toPrecision(3)}`,
  );
  check(
    diversity >= MIN_DIVERSITY,
    `generated examples are only ${diversity.toFixed(2)} times as diverse as real ones`,
  );
  if (measures.kind === 'images') {
    const { effectiveClasses, histogram } = measures.classifier.generated;
    check(
      effectiveClasses >= MIN_CLASSES_FRACTION * histogram.length,
      `generated examples cover only ${effectiveClasses.toFixed(1)} classes`,
    );
  }
  return problems;
}
