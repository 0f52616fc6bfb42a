import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClassifier } from '../../../audio/classify/index.js';
import {
  type SynthesisOptions,
  type SynthesizedCorpus,
  synthesizeCorpus,
  type SynthesizedDuets,
  synthesizeDuets,
} from '../../../audio/synthetic/index.js';
import { EXIT_INTERRUPTED } from '../../../src/errors.js';
import { givenEngineOptions, type CommonOptions, type EngineFlags } from '../../options/common-options.js';
import { configSource } from '../../options/config-source.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { duration, plural } from '../../ui/words.js';
import { createStatusLine } from '../../ui/status-line.js';
import { results, say } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';
import { trainAndShow } from '../train/index.js';
import { classifyDuets, duetReport } from './duets.js';
import { evaluateHeldOut, heldOutReport } from './held-out.js';
import { classifyWithoutBirds, withoutBirdsReport } from './without-birds.js';

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
  readonly backgroundRecordings: number;
  readonly duets: number;
  /** Training steps; absent: those of the configuration. */
  readonly steps?: number;
}

const FULL: DemoSize = {
  individualsPerSpecies: 12,
  recordingsPerIndividual: 2,
  backgroundRecordings: 24,
  duets: 10,
};
const QUICK: DemoSize = {
  individualsPerSpecies: 8,
  recordingsPerIndividual: 2,
  backgroundRecordings: 16,
  duets: 5,
  steps: 120,
};

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
    if (!keep) await rm(folder, { recursive: true, force: true });
    // Nothing else names a temporary folder that is kept.
    else if (!flags.quiet || flags.out === undefined)
      say(`corpus: ${join(folder, 'corpus')}  duets: ${join(folder, 'duets')}  model: ${join(folder, 'run')}`);
  }
}

async function run(folder: string, flags: DemoFlags, stop: AbortController): Promise<void> {
  const { signal } = stop;
  const size = flags.quick ? QUICK : FULL;
  const out = join(folder, 'run');
  const interactive = setUpTerminal(flags.color).interactive && !flags.quiet;
  const tell = (...lines: readonly string[]): void => {
    if (!flags.quiet) lines.forEach(say);
  };

  tell(
    '1. A corpus of ten SYNTHETIC bird species over real rain, sea, fire, chainsaws and helicopters. ' +
      'Their songs are computed by formula, so the accuracies below say nothing about real birds.',
  );
  const { corpus, duets } = await synthesize(folder, size, { seed: flags.seed, signal, interactive });
  const { dir, files, seconds } = corpus;
  tell(
    `   ${plural(files.length, 'recording')}, ${duration(seconds)} of audio in ${dir}`,
    `   ${plural(duets.duets.length, 'recording')} of two birds at once in ${duets.dir}`,
    '',
  );

  tell(
    '2. Training on some individuals. Other songs and noises are mixed in: several birds may sing at once, or none.',
  );
  const { end } = await trainAndShow(
    {
      source: configSource({
        ...{ ...flags, task: 'demo', data: dir },
        ...(size.steps !== undefined && { steps: size.steps }),
      }),
      out,
      resume: false,
      overwrite: flags.out !== undefined,
    },
    { json: false, quiet: flags.quiet ?? false, color: flags.color },
    () => stop.abort(),
  );
  if (end?.reason !== 'finished') stop.abort();
  signal.throwIfAborted();

  const classifier = await createClassifier(out, givenEngineOptions(flags));
  try {
    tell(
      '',
      '3. Classifying recordings of held-out individuals over held-out backgrounds, used neither for training nor to ' +
        'select the best model:',
    );
    const heldOut = await evaluateHeldOut({ corpus: dir, model: out, classifier, engine: flags, signal });
    await results.write(heldOutReport(heldOut));

    tell('', '4. Two held-out individuals at once, one louder than the other by up to 6 dB. Which are detected?');
    await results.write(duetReport(await classifyDuets(classifier, duets, signal)));

    tell('', '5. Held-out backgrounds alone:');
    await results.write(withoutBirdsReport(await classifyWithoutBirds(classifier, dir, signal)));
  } finally {
    await classifier.dispose();
  }
}

interface SynthesisContext {
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly interactive: boolean;
}

async function synthesize(
  folder: string,
  { individualsPerSpecies, recordingsPerIndividual, backgroundRecordings, duets }: DemoSize,
  { seed, signal, interactive }: SynthesisContext,
): Promise<{ readonly corpus: SynthesizedCorpus; readonly duets: SynthesizedDuets }> {
  const status = createStatusLine(interactive);
  const shared = {
    ...{ seed, signal, backgrounds: 'clips' },
    onProgress: ({ done, total }) => status.show(`writing recordings ${done}/${total}`),
  } as const satisfies Partial<SynthesisOptions>;
  try {
    const corpus = await synthesizeCorpus({
      ...{ ...shared, outDir: join(folder, 'corpus') },
      ...{ individualsPerSpecies, recordingsPerIndividual, backgroundRecordings },
    });
    return { corpus, duets: await synthesizeDuets({ ...shared, outDir: join(folder, 'duets'), duets }) };
  } finally {
    status.clear();
  }
}
