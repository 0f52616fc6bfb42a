import { join } from 'node:path';
import { splitNamed } from '../../src/data/index.js';
import { DatasetError } from '../../src/errors.js';
import type { Corpus } from './scan.js';

/**
 * Checks the splits in metadata.csv, before recordings are decoded for them.
 * @throws DatasetError that names the first recording with an unknown split
 */
export function checkSplits({ dir, recordings }: Pick<Corpus, 'dir' | 'recordings'>): void {
  for (const { file, split } of recordings) {
    if (split === undefined) continue;
    try {
      splitNamed(split);
    } catch (error) {
      if (!(error instanceof DatasetError)) throw error;
      throw new DatasetError(`${join(dir, 'metadata.csv')}: ${file}: ${error.message}`);
    }
  }
}
