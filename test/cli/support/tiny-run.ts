import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { synthesizeCorpus } from '#audio/synthetic/corpus.js';
import { lyrebird } from './lyrebird.js';

/** Folders that the tests of one file share. */
export interface TinyRun {
  readonly folder: string;
  /** Ten synthetic species and background, one recording of a second for each of three singers. */
  readonly corpus: string;
  /** Trained for one epoch: it works, and knows little. */
  readonly model: string;
}

/** A tiny corpus, and if wanted a tiny model, for the tests of a file. */
export function useTinyRun({ train = true }: { readonly train?: boolean } = {}): TinyRun {
  const folder = mkdtempSync(join(tmpdir(), 'lyrebird-cli-'));
  const run = { folder, corpus: join(folder, 'corpus'), model: join(folder, 'model') };
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
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return run;
}
