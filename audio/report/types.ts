import type { RecordingMatch } from '../../src/train/index.js';
import type { Detection } from '../results/index.js';

/** A recording whose species are known, and what a model that did not train on it said. */
export interface JudgedRecording {
  /** Path below the corpus folder. */
  readonly file: string;
  /** Recordings of one session, person or place; intervals are made by resampling groups. */
  readonly group: string;
  /** Species that are in it; none in recordings of background. */
  readonly species: readonly string[];
  readonly durationSeconds: number;
  /** The score by which recordings are ranked for each species of the report, from 0 to 1, in their order. */
  readonly scores: readonly number[];
  readonly detections: readonly Detection[];
  /**
   * Of folds: species detected at thresholds that were made from the other folds alone. Absent: not measured, because
   * the thresholds come from other recordings anyway.
   */
  readonly detectedUnseen?: readonly string[];
}

/** What a report is made from. */
export interface ReportInput {
  readonly model: ReportModel;
  readonly source: ReportSource;
  readonly species: readonly string[];
  /** Thresholds of the species that `classify` uses, in their order. */
  readonly thresholds: readonly number[];
  /**
   * Lowest threshold whose detections are all recordings that score as much; below, `classify` detects fewer. 0.5 for
   * classes that exclude each other, of which it detects the top one alone. Default: 0.
   */
  readonly lowestThreshold?: number;
  /** Target precision that the thresholds were made for. */
  readonly targetPrecision: number;
  readonly recordings: readonly JudgedRecording[];
  /** The same predictions by segment, without context; absent: not measured. */
  readonly segments?: SegmentMeasures;
}

/** A fraction with its 95 % interval. */
export interface Estimate {
  readonly value: number;
  readonly low: number;
  readonly high: number;
}

/** Names the model of a report. */
export interface ReportModel {
  readonly name: string;
  readonly fingerprint: string;
  /** Version of Lyrebird that made the report. */
  readonly version: string;
}

/** Where the predictions come from. */
export type ReportSource =
  | {
      /** Each recording is predicted by a model that the other folds trained. */
      readonly kind: 'folds';
      readonly folds: number;
      /** Column of metadata.csv whose values stay in one fold. */
      readonly groupBy: string;
    }
  | {
      /** One model, on recordings of a folder. */
      readonly kind: 'evaluation';
      readonly folder: string;
      /** Those of the report's recordings that trained the model or chose it: these measures flatter. */
      readonly usedInTraining: number;
      /** How those were found; absent if the model does not list the recordings of its training. */
      readonly matchedBy?: RecordingMatch;
    };

/** Measures of segments without context. */
export interface SegmentMeasures {
  readonly segments: number;
  /** Fraction whose best species is in the recording. */
  readonly accuracy: number;
  /** Macro average precision and AUROC; absent with fewer than two species. */
  readonly averagePrecision?: number;
  readonly auroc?: number;
  /** By species, in the order of `confusion.species`; null where all segments hold the species, or none. */
  readonly bySpecies: readonly ({ readonly averagePrecision: number; readonly auroc: number } | null)[];
}

/** The content of `report.json`. */
export interface ReportCard {
  readonly format: 'lyrebird-report';
  readonly version: 1;
  readonly model: ReportModel;
  readonly source: ReportSource;
  readonly targetPrecision: number;
  /** No lower threshold is shown or advised. Absent in cards of older versions, as if 0. */
  readonly lowestThreshold?: number;
  /** What was found, what was wrong, and what to do with the model as a whole, in a few sentences. */
  readonly summary: string;
  /** What would help most, most important first. */
  readonly advice: readonly string[];
  readonly recordings: number;
  readonly groups: number;
  readonly minutes: number;
  readonly overall: OverallMeasures;
  readonly segments: SegmentMeasures | null;
  readonly calibration: Calibration;
  /** Best first: by grade, then by F1 at the threshold, then by average precision. */
  readonly species: readonly SpeciesReport[];
  /**
   * Recordings of the row's species in which the column's species has the highest score; other species that are in the
   * recording are left out, so what stands off the diagonal is a mistake. A recording with several species counts in
   * the row of each. Species are in the order of the model. The last row has recordings of background: zeros if there
   * are none.
   */
  readonly confusion: { readonly species: readonly string[]; readonly counts: readonly (readonly number[])[] };
}

/** Measures of all recordings together. Intervals are from resampled groups. */
export interface OverallMeasures {
  /** Fraction of the recordings with species of the report whose highest score is that of one of them. */
  readonly accuracy: Estimate;
  /** Means over the species; null with fewer than two. */
  readonly averagePrecision: Estimate | null;
  readonly auroc: Estimate | null;
  /** Pairs of a recording and a species detected in it. */
  readonly detected: number;
  /** Those of them that are right. */
  readonly right: number;
  /** Right ones among the detected; null if nothing was detected. */
  readonly precision: Estimate | null;
  /**
   * What to expect of other recordings: the same at thresholds that were made without the recording. Null where the
   * model's thresholds were.
   */
  readonly unseen: {
    readonly detected: number;
    readonly right: number;
    readonly precision: Estimate | null;
    readonly recall: Estimate | null;
  } | null;
  /** Pairs of a recording and a species that is in it that were detected. */
  readonly recall: Estimate | null;
  /** Recordings of background, and those of them in which something was detected. */
  readonly background: { readonly recordings: number; readonly withDetection: number };
}

/** Whether the probability of detections is the fraction of them that is right. */
export interface Calibration {
  /** Mean of the bins' differences, weighted by their recordings; null without detections. */
  readonly error: number | null;
  /** Bins with detections, from low to high. */
  readonly bins: readonly {
    readonly from: number;
    readonly to: number;
    /** Every recording counts the same, whatever its number of detections. */
    readonly recordings: number;
    readonly meanProbability: number;
    /** Fraction of them that is right. */
    readonly right: number;
  }[];
}

/** How far a species can be trusted; `unknown`: the recordings cannot tell. */
export type Grade = 'reliable' | 'check' | 'unknown' | 'unusable';

/** What the report says of a species. */
export interface SpeciesReport {
  readonly species: string;
  readonly recordings: number;
  readonly groups: number;
  readonly minutes: number;
  readonly grade: Grade;
  /** A sentence to act on. */
  readonly sentence: string;
  /** Threshold of `classify`. */
  readonly threshold: number;
  /** Recordings at that threshold, counted by detections. */
  readonly atThreshold: RecordingCounts;
  /** A threshold to trust, where the recordings show one; null: none does, or the species is unknown or unusable. */
  readonly trust: (RecordingCounts & { readonly threshold: number }) | null;
  /** Null if all recordings hold the species, or none. */
  readonly averagePrecision: Estimate | null;
  readonly auroc: Estimate | null;
  /**
   * Recordings that reach a threshold, from high thresholds to low, with precision and recall: at each score of a
   * recording of the species, and where others lower the precision. Empty if no recording holds the species. For
   * drawing: between two points, up to 0.005 of precision may be lost, so counts are those of `listed`.
   */
  readonly curve: readonly {
    readonly threshold: number;
    readonly right: number;
    readonly wrong: number;
    readonly precision: number;
    readonly recall: number;
  }[];
  /**
   * Recordings of the species, and others, that reach a threshold, from low thresholds to high: those that all species
   * have, its own, and the one to trust. Absent in cards of older versions.
   */
  readonly listed?: readonly { readonly threshold: number; readonly right: number; readonly wrong: number }[];
  /** Other species with the highest score in its recordings, most often first. */
  readonly takenFor: readonly { readonly species: string; readonly recordings: number }[];
  /** Other species that are detected in its recordings though they are not there, most often first. */
  readonly alsoDetected: readonly { readonly species: string; readonly recordings: number }[];
  /** Species of the other recordings in which it is detected, most often first; null: of background. */
  readonly wrongIn: readonly { readonly species: string | null; readonly recordings: number }[];
  /** The worst mistakes, worst first. */
  readonly mistakes: readonly Mistake[];
}

/** Recordings of a species at a threshold. */
export interface RecordingCounts {
  /** Recordings of the species in which it is detected. */
  readonly right: number;
  /** Other recordings in which it is detected. */
  readonly wrong: number;
  /** Recordings of the species in which it is not detected. */
  readonly missed: number;
  /** Null if nothing is detected. */
  readonly precision: Estimate | null;
  /** Null if no recording holds the species. */
  readonly recall: Estimate | null;
}

/** A recording in which a species was detected though it is not there, or was not though it is. */
export interface Mistake {
  readonly kind: 'wrong' | 'missed';
  readonly file: string;
  readonly group: string;
  /** Species that are in the recording. */
  readonly truth: readonly string[];
  /** Species of the report that are detected in the recording. */
  readonly detected: readonly string[];
  /** The highest score of the species in the recording. */
  readonly score: number;
  /** The part of the recording to look at: the detection, or if missed, undefined: its loudest part. */
  readonly startSeconds?: number;
  readonly endSeconds?: number;
}
