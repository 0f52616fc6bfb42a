import { join } from 'node:path';
import { wilsonInterval } from '#src/eval/scores/index.js';
import type { Fold } from './folds.js';
import { judged } from './judged.js';
import { detectedFraction, type Judged, precisionCounts } from './measures.js';
import { percent, print, spread } from './print.js';
import { matchedClips } from './same-codec.js';

const PRECISIONS = ['0.5', '0.6', '0.7', '0.8', '0.9'];

/**
 * What `classify --precision` chooses between: recordings found, species that are right, and other sounds that pass for
 * birds.
 * @param other ESC-10
 */
export async function measurePrecisions(folds: readonly Fold[], folder: string, other?: string): Promise<void> {
  print('  --precision   recordings with a right detection; species detected that are right; clips with a detection');
  const matchedFiles: (readonly string[])[] = [];
  for (const precision of PRECISIONS) {
    const options = ['--precision', precision];
    const found: number[] = [];
    const [birds, clips]: [Judged[], Judged[]] = [[], []];
    for (const [index, { run, corpus, test }] of folds.entries()) {
      const model = join(run, 'last');
      const files = test.map(({ file }) => file);
      const ofFold = await judged(model, corpus, files, (item) => [test[item]!.species], options);
      found.push(detectedFraction(ofFold));
      birds.push(...ofFold);
      if (other === undefined) continue;
      const matched = join(folder, `matched-${index}`);
      matchedFiles[index] ??= (await matchedClips(matched, corpus, test, other)).others;
      clips.push(...(await judged(model, matched, matchedFiles[index], undefined, options)));
    }
    const { right, detected } = precisionCounts(birds);
    const interval = wilsonInterval(right, detected).map(percent).join(' to ');
    const heard = clips.filter(({ result }) => result.detections.length > 0).length;
    const counts = `${percent(right / detected)} (${right} of ${detected}; 95 %: ${interval})`;
    print(`  ${precision.padEnd(12)} ${spread(found)}; ${counts}; ${heard} of ${clips.length} clips`);
  }
}
