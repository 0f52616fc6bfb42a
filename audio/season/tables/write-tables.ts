import { join } from 'node:path';
import { csvText } from '../../../src/csv.js';
import { openAtomicFile } from '../../../src/files/index.js';
import { modelText, type AllResults } from '../../results/index.js';

/**
 * Writes the tables of a season.
 * @throws OutputError if one cannot be written
 */
export async function writeTables(results: AllResults, { version }: { readonly version: string }): Promise<void> {
  const file = await openAtomicFile(join(results.folder, 'detections.csv'));
  try {
    await file.write(csvText([['file', 'species', 'start_seconds', 'end_seconds', 'score', 'model', 'version']]));
    for await (const { result } of results.recordings()) {
      const rows = result.detections.map(({ species, startSeconds, endSeconds, probability }) => [
        ...[result.file, species, startSeconds, endSeconds, probability],
        ...[modelText(result.model), version],
      ]);
      await file.write(csvText(rows));
    }
    await file.finish();
  } catch (error) {
    await file.abandon();
    throw error;
  }
}
