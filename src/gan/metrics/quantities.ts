import type { ImageMeasures, Measures, SegmentMeasures } from './measures.js';

/** A measure by which finished runs are compared. */
export interface Quantity {
  /** Column title. */
  readonly title: string;
  readonly value: number;
}

/** Returns the measures of a run in column order: first those common to all examples, then those of its kind. */
export function reportedQuantities(measures: Measures): Quantity[] {
  const { energy, diversity, twoSample } = measures;
  return [
    { title: 'R real', value: energy.real },
    { title: 'R generated', value: energy.generated },
    { title: 'R noise', value: energy.noise },
    { title: 'diversity', value: diversity },
    { title: '1-NN accuracy', value: twoSample.accuracy },
    ...(measures.kind === 'images' ? imageQuantities(measures) : segmentQuantities(measures)),
  ];
}

function imageQuantities({ classifier: { generated }, nearestTraining }: ImageMeasures): Quantity[] {
  return [
    { title: 'confident', value: generated.sure },
    { title: 'classes', value: generated.effectiveClasses },
    { title: 'score', value: generated.inceptionScore },
    { title: 'training distance', value: nearestTraining },
  ];
}

function segmentQuantities({ spectrumDifferenceDb, spectra: { generated } }: SegmentMeasures): Quantity[] {
  return [
    { title: 'spectrum dB', value: spectrumDifferenceDb.generated },
    { title: 'modulation dB', value: generated.modulationDb },
    { title: 'tonality dB', value: generated.tonalityDb },
  ];
}
