import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { synthesizeCorpus } from '#audio/synthetic/corpus.js';
import { loadModel } from '#src/train/index.js';
import { differences, hashesOf } from './folder.js';
import type { KillTarget } from './target.js';

const RESULT = 'result.json';
/** Parts of the result that depend on the time, or on where the run was resumed. */
const OF_THIS_RUN: ReadonlySet<string> = new Set(['seconds', 'resumedFromStep']);

/** `train`, with a checkpoint after every step in one of two runs, and after every epoch in the other. */
export function trainTarget(work: string): KillTarget {
  const corpus = join(work, 'corpus');
  return {
    name: 'train',
    kills: 25,
    variants: 2,
    async prepare() {
      await synthesizeCorpus({
        ...{ outDir: corpus, individualsPerSpecies: 3, recordingsPerIndividual: 1 },
        ...{ secondsPerRecording: 1, backgroundRecordings: 3 },
      });
    },
    arguments(out, variant, restart) {
      const args = ['train', '--task', 'bird10', '--data', corpus, '--out', out, '--epochs', '6', '--threads', '1'];
      const often = ['--set', 'train.checkpointEverySeconds=0'];
      return [...args, '--quiet', ...(variant === 0 ? often : []), ...(restart ? ['--resume'] : [])];
    },
    async checkKilled(out) {
      if (!existsSync(join(out, 'last', 'model.json'))) return { problems: [], progress: 'no checkpoint yet' };
      try {
        const { manifest } = await loadModel(join(out, 'last'));
        return { problems: [], progress: `the last checkpoint is of step ${manifest.step}` };
      } catch (error) {
        return { problems: [`the checkpoint cannot be read: ${String(error)}`], progress: 'a damaged checkpoint' };
      }
    },
    compare(out, reference) {
      const isCompared = (path: string): boolean => path !== RESULT;
      const problems = differences(hashesOf(out, isCompared), hashesOf(reference, isCompared));
      if (resultOf(out) !== resultOf(reference)) problems.push(`${RESULT} differs`);
      return problems;
    },
  };
}

/** Returns what the result of a run says about the model. */
export function resultOf(out: string): string {
  const path = join(out, RESULT);
  if (!existsSync(path)) return 'none';
  const result = JSON.parse(readFileSync(path, 'utf8')) as Record<string, unknown>;
  return JSON.stringify(Object.entries(result).filter(([name]) => !OF_THIS_RUN.has(name)));
}
