/**
 * How well detections agree with labels. Precision is the fraction of the recordings with a detection that have the
 * species, recall the fraction of the recordings with the species that have a detection, F1 their harmonic mean.
 */
export interface DetectionRates {
  /** Absent if nothing is detected. */
  readonly precision?: number;
  /** Absent if there is nothing to detect. */
  readonly recall?: number;
  /** 2 · right / (recordings + detected); absent if nothing is detected and there is nothing to detect. */
  readonly f1?: number;
}

/** A species that a model detects. */
export interface DetectableSpecies {
  readonly species: string;
  /** Index among the model's classes. */
  readonly label: number;
  /** From this probability on it is detected. */
  readonly threshold: number;
}

/** Detections of one species, counted by recordings. */
export interface SpeciesDetectionScore extends DetectionRates {
  readonly species: string;
  readonly threshold: number;
  /** Recordings that have the species. */
  readonly recordings: number;
  /** Recordings in which it is detected. */
  readonly detected: number;
  /** Recordings that have it and in which it is detected. */
  readonly right: number;
}

/** Detections in labelled recordings. A species is detected in a recording or not, however often. */
export interface DetectionScore {
  readonly recordings: number;
  /** Means over the species for which each rate is defined; background classes are no species. */
  readonly macro: DetectionRates;
  readonly perSpecies: readonly SpeciesDetectionScore[];
}

/** A recording, and what a model detects in it. */
export interface DetectedRecording {
  /** The class of the recording; all other species are absent. */
  readonly label: number;
  /** Labels of the detected species. */
  readonly detected: ReadonlySet<number>;
}

/** Compares detections with labels, recording by recording. */
export function scoreDetections(
  recordings: readonly DetectedRecording[],
  species: readonly DetectableSpecies[],
): DetectionScore {
  const perSpecies = species.map(({ species: name, label, threshold }): SpeciesDetectionScore => {
    const present = recordings.filter((recording) => recording.label === label);
    const detected = recordings.filter((recording) => recording.detected.has(label)).length;
    const right = present.filter((recording) => recording.detected.has(label)).length;
    const counts = { recordings: present.length, detected, right };
    return { species: name, threshold, ...counts, ...ratesOf(counts) };
  });
  return {
    recordings: recordings.length,
    macro: {
      ...macro('precision', perSpecies),
      ...macro('recall', perSpecies),
      ...macro('f1', perSpecies),
    },
    perSpecies,
  };
}

type Counts = Pick<SpeciesDetectionScore, 'recordings' | 'detected' | 'right'>;

function ratesOf({ recordings, detected, right }: Counts): DetectionRates {
  return {
    ...(detected > 0 && { precision: right / detected }),
    ...(recordings > 0 && { recall: right / recordings }),
    ...(recordings + detected > 0 && { f1: (2 * right) / (recordings + detected) }),
  };
}

function macro(rate: keyof DetectionRates, scores: readonly DetectionRates[]): DetectionRates {
  const known = scores.map((score) => score[rate]).filter((value) => value !== undefined);
  return known.length === 0 ? {} : { [rate]: known.reduce((sum, value) => sum + value, 0) / known.length };
}
