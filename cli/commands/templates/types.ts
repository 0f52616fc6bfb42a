import type { SplitChoice } from '../../../src/data/splits/names.js';
import type { CommonOptions, EngineFlags } from '../../options/common-options.js';

export type { ModelInput, ModelInputs } from '../../../src/figures/templates/index.js';

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
