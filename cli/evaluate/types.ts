import type { Evaluation } from '../../src/eval/index.js';
import type { Heard, SplitChoice } from './selection.js';

/** What `--json` prints. */
export interface EvaluateResult extends Evaluation, Heard {
  readonly model: string;
  readonly data: string;
  readonly split: SplitChoice;
  readonly warnings: readonly string[];
}
