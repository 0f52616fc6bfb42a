import { existsSync, readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { PAGE_LIST } from '#audio/files/names.js';
import { synthesizeCorpus } from '#audio/synthetic/corpus.js';
import { writeUntrainedModel } from '../helpers/untrained-model.js';
import { differences, hashesOf } from './folder.js';
import type { KillTarget } from './target.js';

const JOURNAL = '.lyrebird.ndjson';
const isResult = (path: string): boolean => path !== JOURNAL;
/** The list of pages and clips says during a run which are being written. */
const isFinished = (path: string): boolean => isResult(path) && path !== PAGE_LIST;

/** `classify --out`: a folder with results, twice in three with the segments of each recording. */
export function classifyTarget(work: string): KillTarget {
  const recordings = join(work, 'recordings');
  const model = join(work, 'model');
  let recordingCount = 0;
  return {
    name: 'classify',
    kills: 30,
    variants: 3,
    damaged: 10,
    async prepare() {
      const corpus = await synthesizeCorpus({
        ...{ outDir: recordings, individualsPerSpecies: 3, recordingsPerIndividual: 5 },
        ...{ secondsPerRecording: 1, backgroundRecordings: 3 },
      });
      recordingCount = corpus.files.length;
      await writeUntrainedModel(model, { name: 'bird10' }, { recordings: ['wren', 'robin', 'thrush'] });
    },
    arguments(out, variant) {
      const format = ['csv', 'json', 'raven'][variant]!;
      const args = ['classify', recordings, '--model', model, '--out', out, '--format', format, '--threads', '1'];
      return [...args, '--threshold', '0.2', ...(variant > 0 ? ['--all-segments'] : [])];
    },
    damage(out, rng) {
      const journal = join(out, JOURNAL);
      const size = existsSync(journal) ? statSync(journal).size : 0;
      if (size === 0) return undefined;
      const bytes = Math.ceil(rng.uniform() * size);
      truncateSync(journal, size - bytes);
      return `cut ${bytes} of ${size} bytes from the journal's tail`;
    },
    async checkKilled(out, reference) {
      const written = hashesOf(out, isFinished);
      const expected = hashesOf(reference, isFinished);
      const problems = differences(written, expected).filter((line) => !line.endsWith('is missing'));
      return { problems, progress: `${written.size} of ${expected.size} files are there` };
    },
    compare(out, reference) {
      const problems = differences(hashesOf(out, isResult), hashesOf(reference, isResult));
      const lines = readFileSync(join(out, JOURNAL), 'utf8').trimEnd().split('\n');
      const finished = new Set(lines.map(keyOf).filter((key) => key !== undefined));
      if (finished.size !== recordingCount) {
        problems.push(`the journal lists ${finished.size} recordings instead of ${recordingCount}`);
      }
      return problems;
    },
  };
}

/** Returns the key in a line of the journal; undefined if it was cut. */
function keyOf(line: string): string | undefined {
  try {
    return (JSON.parse(line) as { readonly key?: string }).key;
  } catch {
    return undefined;
  }
}
