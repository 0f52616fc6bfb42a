import { join } from 'node:path';
import type { Fold } from './folds.js';
import { judged } from './judged.js';
import { aurocWithInterval, detectedFraction, type Judged, knownOnly } from './measures.js';
import { percent, print } from './print.js';
import { matchedClips } from './same-codec.js';

/**
 * Measures how well models tell birds from other sounds of the same codec, rate, level and duration.
 * @param folder receives the clips
 * @param other ESC-10
 */
export async function measureOtherSounds(folds: readonly Fold[], folder: string, other: string): Promise<void> {
  const [birds, others]: [Judged[], Judged[]] = [[], []];
  for (const [index, { run, corpus, test }] of folds.entries()) {
    const matched = join(folder, `matched-${index}`);
    const clips = await matchedClips(matched, corpus, test, other);
    const model = join(run, 'last');
    birds.push(...(await judged(model, matched, clips.birds, (item) => [test[item]!.species])));
    others.push(...(await judged(model, matched, clips.others)));
  }
  for (const [name, found] of [
    ['clips with a detection', others],
    ['... without unknown', knownOnly(others)],
  ] as const) {
    const heard = found.filter(({ result }) => result.detections.length > 0).length;
    print(`  ${name.padEnd(36)} ${percent(heard / others.length)} (${heard} of ${others.length})`);
  }
  print(`  birds with a right detection         ${percent(detectedFraction(birds))} of ${birds.length}`);
  const { auroc, interval } = aurocWithInterval(best(birds), best(others));
  print(
    `  AUROC of the best score              ${auroc.toFixed(3)} ` +
      `(95 %: ${interval.map((x) => x.toFixed(3)).join(' to ')})`,
  );
}

/** The greatest score of each recording. */
function best(found: readonly Judged[]): number[] {
  return found.map(({ result }) => Math.max(0, ...result.species.map(({ maxProbability }) => maxProbability)));
}
