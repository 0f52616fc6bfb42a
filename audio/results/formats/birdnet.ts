import { resolve } from 'node:path';
import { csvText } from '../../../src/csv.js';
import { speciesNames } from '../../taxonomy/index.js';
import type { Format } from './format.js';

const COLUMNS = ['Start (s)', 'End (s)', 'Scientific name', 'Common name', 'Confidence', 'File'];

/**
 * The columns of BirdNET-Analyzer's CSV files, so that scripts written for those go on working (BirdNET-Analyzer 2,
 * birdnet_analyzer/analyze/utils.py: `CSV_HEADER`, `generate_csv`, `combine_csv_files`).
 *
 * Column by column: start and end in seconds in the file, with at least one decimal; the names of the species, where
 * BirdNET repeats the label if it has one name only, and so does this; the confidence from 0 to 1 with four decimals;
 * the path of the recording. Names of files end as there (`NAME.BirdNET.results.csv`,
 * `BirdNET_CombinedTable.csv`), and a recording without detections has the header alone. Cells with commas are quoted,
 * which BirdNET-Analyzer forgets.
 */
export const birdnet: Format = {
  name: 'birdnet',
  extension: '.BirdNET.results.csv',
  combinedName: 'BirdNET_CombinedTable.csv',
  header: csvText([COLUMNS]),
  recording: (result, _offset, { path = resolve(result.file), names = speciesNames() }) =>
    csvText(
      result.detections.map(({ startSeconds, endSeconds, species, probability }) => {
        const label = species.replaceAll('_', ' ');
        const scientificName = names.scientificName(species) ?? names.commonName(species) ?? label;
        return [
          ...[seconds(startSeconds), seconds(endSeconds)],
          ...[scientificName, names.commonName(species) ?? scientificName],
          ...[probability.toFixed(4), path],
        ];
      }),
    ),
};

/** As Python writes a float: `3.0`, `4.25`. */
function seconds(value: number): string {
  return Number.isInteger(value) ? value.toFixed(1) : String(value);
}
