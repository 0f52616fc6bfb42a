import { beforeAll } from 'vitest';
import { synthesizeCorpus } from '#audio/synthetic/corpus.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { lyrebird } from './lyrebird.js';

/** Folders that the tests of one file share. */
export interface TinyRun {
  readonly folder: string;
  /** A path below the folder. */
  readonly at: (...names: readonly string[]) => string;
  /** Ten synthetic species and background, one recording of a second for each of three singers. */
  readonly corpus: string;
  /** Trained for one epoch: it works, and knows little. */
  readonly model: string;
}

/** A tiny corpus, and if wanted a tiny model, for the tests of a file. */
export function useTinyRun({ train = true }: { readonly train?: boolean } = {}): TinyRun {
  const { path: folder, at } = useTemporaryFolder();
  const run = { folder, at, corpus: at('corpus'), model: at('model') };
  beforeAll(async () => {
    await synthesizeCorpus({
      outDir: run.corpus,
      individualsPerSpecies: 3,
      recordingsPerIndividual: 1,
      secondsPerRecording: 1,
      backgroundRecordings: 3,
    });
    if (!train) return;
    const args = ['train', '--task', 'bird10', '--data', run.corpus, '--out', run.model, '--epochs', '1', '--quiet'];
    const { exitCode, stderr } = await lyrebird(args);
    if (exitCode !== 0) throw new Error(stderr);
  });
  return run;
}
