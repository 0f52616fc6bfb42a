import { beforeAll } from 'vitest';
import { synthesizeCorpus } from '#audio/synthetic/corpus.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { lyrebird } from './lyrebird.js';

/** Folders shared by the tests of one file. */
export interface TinyRun {
  readonly folder: string;
  /** A path below the folder. */
  readonly at: (...names: readonly string[]) => string;
  /** Ten synthetic species and background: one recording of one second for each of three individuals. */
  readonly corpus: string;
  /** A model trained for one epoch: it runs, but has learned little. */
  readonly model: string;
}

/** Creates a tiny corpus and, by default, a tiny model for the tests of a file. */
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
