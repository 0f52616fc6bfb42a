import type { SummaryWriter } from '../results/index.js';
import { TABLE_NAMES, writeTables, type TableOptions } from './tables/index.js';

/** What the files of a season need besides the results. */
export type SeasonOptions = TableOptions;

/** Creates what writes the files of a season into a results folder. */
export function seasonSummary(options: SeasonOptions): SummaryWriter {
  return {
    names: TABLE_NAMES,
    write: (results) => writeTables(results, options),
  };
}
