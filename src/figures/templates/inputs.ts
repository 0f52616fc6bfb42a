import type { Example } from '../../data/index.js';
import type { ExampleTemplates } from '../../eval/index.js';

/** Input at which templates are computed. Display names are e.g. `#12` or `song.mp3 at 1.25 s`. */
export type ModelInput = Example;

/** Inputs, and their common properties. */
export interface ModelInputs {
  readonly inputs: readonly ModelInput[];
  /** Short description of where the inputs come from. */
  readonly source: string;
  /** Present for sounds, absent for images. */
  readonly sampleRateHz?: number;
}

/** An input, with the model's templates at it. */
export interface InspectedInput extends ModelInput {
  readonly templates: ExampleTemplates;
}
