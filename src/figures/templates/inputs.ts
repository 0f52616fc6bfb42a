import type { Example } from '../../data/index.js';
import type { ExampleTemplates } from '../../eval/index.js';

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

/** An input, and what the model is around it. */
export interface InspectedInput extends ModelInput {
  readonly found: ExampleTemplates;
}
