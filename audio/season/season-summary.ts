import type { SummaryWriter } from '../results/index.js';
import { PAGE_NAMES, type PageOptions } from './pages/index.js';
import { readEarlierAnalysis, TABLE_FILES, TABLE_NAMES, writeTables, type TableOptions } from './tables/index.js';

/** What the files of a season need besides the results. */
export interface SeasonOptions extends PageOptions, TableOptions {}

/** Creates what writes the files of a season into a results folder. */
export function seasonSummary(options: SeasonOptions): SummaryWriter {
  const names = [...TABLE_NAMES, ...PAGE_NAMES];
  return {
    names,
    async newNames(folder, { fingerprint }) {
      const earlier = await readEarlierAnalysis(folder);
      if (earlier?.fingerprint !== fingerprint) return names;
      return options.parquet && !earlier.tables.includes(TABLE_FILES.parquet) ? [TABLE_FILES.parquet] : [];
    },
    async write(results) {
      await writeTables(results, options);
      // Imported here: charts and the time zone library take a while to load, and come last.
      const { writePages } = await import('./pages/write-pages.js');
      await writePages(results, options);
    },
  };
}
