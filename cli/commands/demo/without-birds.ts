import type { Classifier } from '../../../audio/classify/index.js';
import { scanCorpus } from '../../../audio/corpus/index.js';
import { plural } from '../../ui/words.js';
import { detectedSpecies } from './detected-species.js';

/** Number of recordings without birds, and of those in which nothing is detected. */
export interface WithoutBirdsResult {
  readonly recordings: number;
  readonly withoutDetection: number;
}

/** Classifies the recordings without birds in the test split of a corpus. */
export async function classifyWithoutBirds(
  classifier: Classifier,
  corpus: string,
  signal: AbortSignal,
): Promise<WithoutBirdsResult> {
  const { recordings, backgroundClasses } = await scanCorpus(corpus);
  const silent = recordings.filter(
    ({ species = '', split }) => split === 'test' && backgroundClasses.includes(species),
  );
  let withoutDetection = 0;
  for (const { path, file } of silent) {
    const result = await classifier.classifyFile(path, { name: file, signal });
    if (detectedSpecies(result).length === 0) withoutDetection++;
  }
  return { recordings: silent.length, withoutDetection };
}

/** Formats the result as a line. */
export function withoutBirdsReport({ recordings, withoutDetection }: WithoutBirdsResult): string {
  return `  no detection in ${withoutDetection} of ${plural(recordings, 'recording')} without birds\n`;
}
