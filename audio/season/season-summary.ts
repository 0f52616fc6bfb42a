import type { SummaryWriter } from '../results/index.js';
import { writeTables } from './tables/index.js';

/** What the files of a season need besides the results. */
export interface SeasonOptions {
  /** Version of the program, as tables name it. */
  readonly version: string;
}

/** Creates what writes the files of a season into a results folder. */
export function seasonSummary(options: SeasonOptions): SummaryWriter {
  return {
    names: ['detections.csv'],
    write: (results) => writeTables(results, options),
  };
}
