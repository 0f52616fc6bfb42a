import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesizeCorpus } from '../../../audio/synthetic/index.js';
import { EXIT_INTERRUPTED } from '../../../src/errors.js';
import type { CommonOptions, EngineFlags } from '../../options/common-options.js';
import { configSource } from '../../options/config-source.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { duration, plural } from '../../ui/words.js';
import { createStatusLine } from '../../ui/status-line.js';
import { results, say } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';
import { trainAndShow } from '../train/index.js';
import { evaluateHeldOut, heldOutReport } from './held-out.js';

/** Options of `lyrebird demo`. */
export interface DemoFlags extends CommonOptions, EngineFlags {
  readonly quick?: true;
  readonly seed: number;
  readonly out?: string;
  readonly keep?: true;
}

interface DemoSize {
  readonly individualsPerSpecies: number;
  readonly recordingsPerIndividual: number;
  readonly epochs: number;
}

const FULL: DemoSize = { individualsPerSpecies: 12, recordingsPerIndividual: 2, epochs: 12 };
const QUICK: DemoSize = { individualsPerSpecies: 6, recordingsPerIndividual: 1, epochs: 5 };

/** Runs `lyrebird demo`. @returns the exit code */
export async function demo(flags: DemoFlags): Promise<number> {
  const folder = flags.out ?? (await mkdtemp(join(tmpdir(), 'lyrebird-demo-')));
  const keep = flags.keep === true || flags.out !== undefined;
  const stop = new AbortController();
  const release = onInterrupt(() => stop.abort());
  const began = performance.now();
  try {
    await run(folder, flags, stop);
    if (!flags.quiet) say(`The demo took ${duration((performance.now() - began) / 1000)}.`);
    return 0;
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    say('interrupted');
    return EXIT_INTERRUPTED;
  } finally {
    release();
    if (keep) say(`corpus: ${join(folder, 'corpus')}  model: ${join(folder, 'run')}`);
    else await rm(folder, { recursive: true, force: true });
  }
}

async function run(folder: string, flags: DemoFlags, stop: AbortController): Promise<void> {
  const { signal } = stop;
  const { individualsPerSpecies, recordingsPerIndividual, epochs } = flags.quick ? QUICK : FULL;
  const [corpus, out] = [join(folder, 'corpus'), join(folder, 'run')];
  const interactive = setUpTerminal(flags.color).interactive && !flags.quiet;
  const tell = (line: string): void => {
    if (!flags.quiet) say(line);
  };

  tell(
    '1. A corpus of ten SYNTHETIC bird species. ' +
      'Their songs are computed by formula, so the accuracies below say nothing about real birds.',
  );
  const status = createStatusLine(interactive);
  const written = await synthesizeCorpus({
    outDir: corpus,
    seed: flags.seed,
    individualsPerSpecies,
    recordingsPerIndividual,
    signal,
    onProgress: ({ done, total }) => status.show(`writing recordings ${done}/${total}`),
  });
  status.clear();
  tell(`   ${plural(written.files.length, 'recording')}, ${duration(written.seconds)} of audio in ${corpus}\n`);

  tell('2. Training on some individuals, with labels and with R: the network also learns to reconstruct its input.');
  const { end } = await trainAndShow(
    {
      source: configSource({ ...flags, task: 'demo', data: corpus, epochs }),
      out,
      resume: false,
      overwrite: flags.out !== undefined,
    },
    { json: false, quiet: flags.quiet ?? false, color: flags.color },
    () => stop.abort(),
  );
  if (end?.reason !== 'finished') stop.abort();
  signal.throwIfAborted();

  tell('\n3. Classifying recordings of held-out individuals, used neither for training nor to select the best model:');
  const heldOut = await evaluateHeldOut({ corpus, model: out, engine: flags, signal });
  await results.write(heldOutReport(heldOut));
}
