import type { RecordingOrigin } from '../origin/index.js';
import type { UnknownChoice } from '../novelty/names.js';
import type { Format, Provenance, Recording, RecordingResult, RenderOptions, ResultsFolder } from '../results/index.js';
import type { ClassifyFileOptions } from './classify-options.js';
import type { Classifier } from './classifier.js';
import type { ChannelChoice } from './names.js';

/** Classifies single recordings: in this process, or elsewhere. */
export interface RecordingClassifier {
  /** Recordings at a time. */
  readonly parallel: number;
  /**
   * @param options `onSegment`, `outputs` and `ffmpeg` are for this process
   * @param provenance of the recording and settings; undefined without a results folder
   * @throws AudioFormatError if nothing of the recording can be read
   */
  classify(
    recording: Recording,
    options: ClassifyFileOptions,
    provenance: Provenance | undefined,
  ): Promise<RecordingResult>;
}

/** An output stream of text, such as stdout. */
export interface TextStream {
  /**
   * Resolves when the stream accepts more text: a slow reader slows classification down instead of filling memory.
   */
  write(text: string): Promise<void>;
}

/** What to classify, how, and where to write results. */
export interface ClassifyRunOptions {
  readonly recordings: readonly Recording[];
  readonly classifier: Classifier;
  /** Format of the results on `stream`. */
  readonly format?: Format;
  readonly render: RenderOptions;
  /** Finds out when and where a recording was made, for its result. */
  readonly originOf?: (recording: Recording) => Promise<RecordingOrigin>;
  /** `threshold` to `unknown` are those of `ClassifyOptions`. */
  readonly threshold?: number;
  readonly thresholds?: Readonly<Record<string, number>>;
  readonly precision?: number;
  readonly byLoudness?: boolean;
  readonly contextSeconds?: number;
  readonly unknown?: UnknownChoice;
  /** As in `ClassifyFileOptions`. */
  readonly channel?: ChannelChoice;
  /** Writes each segment as a line of JSON: to a file next to each result, or to the stream in place of results. */
  readonly allSegments?: boolean;
  /** Path of an ffmpeg to use; by default, the program finds one. */
  readonly ffmpeg?: string;
  /** Results folder; without one, results go to `stream`. */
  readonly folder?: ResultsFolder;
  readonly stream: TextStream;
  /** Aborts the run, which then throws the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called for each recording that is skipped because of an error, with a one-line reason. */
  readonly onFailure?: (file: string, reason: string) => void;
  /** Called for each problem of a recording that was classified nevertheless, with a one-line message. */
  readonly onWarning?: (file: string, message: string) => void;
  /** Called after every batch of segments and every recording. */
  readonly onProgress?: (progress: ClassifyProgress) => void;
  /** Classifies single recordings elsewhere, in any order. Needs a results folder. Default: `classifier`. */
  readonly recordingClassifier?: RecordingClassifier;
}

/** How far a run has come. */
export interface ClassifyProgress {
  /** The recording that was worked on last, as results name it. */
  readonly file: string;
  /** Recordings that are classified, finished by an earlier run, or failed. */
  readonly recordings: number;
  /** Seconds of sound classified by this run. */
  readonly seconds: number;
  /**
   * Seconds of sound to classify in all, those done included; undefined until the recordings have been looked at. An
   * estimate, which gets better.
   */
  readonly expectedSeconds: number | undefined;
}
