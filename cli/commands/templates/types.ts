import type { Example, SplitChoice } from '../../../src/data/index.js';
import type { CommonOptions, EngineFlags } from '../../options/common-options.js';

/** Options of `lyrebird templates`. */
export interface TemplatesFlags extends CommonOptions, EngineFlags {
  readonly model?: string;
  readonly data?: string;
  readonly split?: SplitChoice;
  /** Seconds. */
  readonly at?: number;
  readonly ffmpeg?: string;
  readonly out: string;
  readonly json?: true;
}

/** Something that a model is looked at around; its name is for people: `#12`, `song.mp3 at 1.25 s`. */
export type ModelInput = Example;

/** The inputs, and what they have in common. */
export interface ModelInputs {
  readonly inputs: readonly ModelInput[];
  /** Where they are from, in a few words. */
  readonly source: string;
  /** Of sounds; absent: images. */
  readonly sampleRateHz?: number;
}
