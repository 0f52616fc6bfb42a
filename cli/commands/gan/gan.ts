import { join } from 'node:path';
import { EXIT_SOME_FILES_FAILED } from '../../../src/errors.js';
import { type GanEvent, type GanKind, runGanExperiment } from '../../../src/gan/index.js';
import { kindOf, loadConfig } from '../../../src/train/index.js';
import { folderName } from '../../options/folder-name.js';
import type { CommonOptions } from '../../options/common-options.js';
import { configSource, type ConfigFlags } from '../../options/config-source.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { plural } from '../../ui/words.js';
import { results, say, sayWarning, stoppedExitCode } from '../../ui/streams.js';
import { GAN_KINDS, type GanConfig } from './kinds.js';
import { createGanLines } from './lines.js';
import { ganTable } from './report.js';

/** Options of `lyrebird gan`. */
export interface GanFlags extends CommonOptions, Omit<ConfigFlags, 'epochs'> {
  readonly out?: string;
  readonly seeds?: number;
  readonly quick?: true;
  readonly resume?: true;
  readonly overwrite?: true;
  readonly ffmpeg?: string;
  readonly json?: true;
}

/** Settings of --quick: few training steps, few examples to measure on. */
const QUICK = {
  'train.steps': 600,
  'train.samplesEverySteps': 200,
  'measure.examples': 300,
  'measure.classifierSteps': 300,
} as const;

/** Runs `lyrebird gan`. @returns the exit code */
export async function gan(flags: GanFlags): Promise<number> {
  const configs = configsOf(flags);
  const stop = new AbortController();
  const release = onInterrupt(() => stop.abort());
  results.closed.addEventListener('abort', () => stop.abort());
  try {
    let leftOut = 0;
    const finished = await runAll(configs, flags, stop.signal, () => leftOut++);
    if (!finished) return stoppedExitCode();
    return leftOut > 0 ? EXIT_SOME_FILES_FAILED : 0;
  } catch (error) {
    if (!stop.signal.aborted || error !== stop.signal.reason) throw error;
    say('interrupted and saved: continue with --resume');
    return stoppedExitCode();
  } finally {
    release();
  }
}

/** Runs all seeds. @returns whether all runs finished */
async function runAll(
  configs: readonly GanConfig[],
  flags: GanFlags,
  signal: AbortSignal,
  onLeftOut: () => void,
): Promise<boolean> {
  const [first] = configs as [GanConfig];
  const kind: GanKind = kindOf(first, GAN_KINDS);
  const { json = false, quick = false, resume = false, overwrite = false, quiet = false, ffmpeg } = flags;
  const out = flags.out ?? join('runs', `gan-${folderName(first.task)}${quick ? '-quick' : ''}`);
  const log = (line: string): void => {
    if (!quiet && !json) say(line);
  };
  const lines = createGanLines(log);
  const onEvent = async (event: GanEvent): Promise<void> => {
    if (json) return results.write(`${JSON.stringify(event)}\n`);
    if (event.type === 'samples') log(`samples of step ${event.step}: ${event.path}`);
    else if (event.type === 'measured') log(`figures: ${event.paths.join(', ')}`);
    else if (event.type === 'warning') sayWarning(event);
    else lines(event);
  };

  if (quick) log('QUICK: far fewer steps and examples than a full run; the numbers show that it works, not how well');
  const done = await runGanExperiment({
    ...{ kind, configs, out, resume, overwrite, quick, signal, onEvent, log, ffmpeg },
    onWarning: (warning) => {
      if (warning.leftOut) onLeftOut();
      sayWarning(warning);
    },
    onLoading: ({ what, done, total }) => {
      if (done === total) log(`loaded ${plural(total, what)}`);
    },
  });
  if (!done) return false;
  if (!json) await results.write(`${quick ? 'QUICK: ' : ''}${ganTable(done)}`);
  log(`saved in ${out}`);
  return true;
}

/** Returns one configuration per seed. */
function configsOf(flags: GanFlags): GanConfig[] {
  const source = { ...configSource(flags), preset: flags.quick ? QUICK : {} };
  const first = loadConfig(source, GAN_KINDS);
  return Array.from({ length: flags.seeds ?? 1 }, (_, i) =>
    loadConfig({ ...source, values: { ...source.values, seed: first.seed + i } }, GAN_KINDS),
  );
}
