import type { ImageMeasures, Measures, SegmentMeasures } from './measures.js';

/** A number of a finished run that runs are compared by. */
export interface Quantity {
  /** Its column. */
  readonly title: string;
  readonly value: number;
}

/** The numbers that finished runs are compared by, in the order of columns: first those of all examples, then those of these ones. */
export function reportedQuantities(measures: Measures): Quantity[] {
  const { energy, diversity, twoSample } = measures;
  return [
    { title: 'R real', value: energy.real },
    { title: 'R generated', value: energy.generated },
    { title: 'R noise', value: energy.noise },
    { title: 'diversity', value: diversity },
    { title: 'told apart', value: twoSample.accuracy },
    ...(measures.kind === 'images' ? ofImages(measures) : ofSegments(measures)),
  ];
}

function ofImages({ classifier: { generated }, nearestTraining }: ImageMeasures): Quantity[] {
  return [
    { title: 'sure', value: generated.sure },
    { title: 'classes', value: generated.effectiveClasses },
    { title: 'score', value: generated.inceptionScore },
    { title: 'to training', value: nearestTraining },
  ];
}

function ofSegments({ spectrumDifferenceDb, spectra: { generated } }: SegmentMeasures): Quantity[] {
  return [
    { title: 'spectrum dB', value: spectrumDifferenceDb.generated },
    { title: 'modulation dB', value: generated.modulationDb },
    { title: 'tonality dB', value: generated.tonalityDb },
  ];
}
