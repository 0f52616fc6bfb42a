import { join, resolve } from 'node:path';
import { createEngine } from '../../../src/engine/index.js';
import { ConfigError, EXIT_INTERRUPTED } from '../../../src/errors.js';
import {
  checkEbganFolder,
  type EbganConfig,
  type EbganTask,
  type GanEvent,
  type GanResult,
  loadEbganConfig,
  openClassifier,
  openGanData,
  runGan,
  seedFolder,
  writeSummary,
} from '../../../src/gan/index.js';
import type { CommonOptions, EngineFlags } from '../../options/common-options.js';
import { onInterrupt } from '../../ui/interrupt.js';
import { plural } from '../../ui/words.js';
import { results, say, sayWarning } from '../../ui/streams.js';
import { createGanLines } from './lines.js';
import { ganTable } from './report.js';

/** Options of `lyrebird gan`. */
export interface GanFlags extends CommonOptions, EngineFlags {
  readonly task?: EbganTask;
  readonly config?: string;
  readonly data?: string;
  readonly out?: string;
  readonly set: readonly string[];
  readonly seed?: number;
  readonly seeds?: number;
  readonly steps?: number;
  readonly quick?: true;
  readonly resume?: true;
  readonly overwrite?: true;
  readonly ffmpeg?: string;
  readonly json?: true;
}

/** Few steps, few examples to judge by. */
const QUICK = {
  'train.steps': 600,
  'train.samplesEverySteps': 200,
  'measure.examples': 300,
  'measure.classifierSteps': 300,
} as const;

/** Runs the command. @returns the exit code */
export async function gan(flags: GanFlags): Promise<number> {
  const configs = configsOf(flags);
  const stop = new AbortController();
  const release = onInterrupt(() => stop.abort());
  results.closed.addEventListener('abort', () => stop.abort());
  try {
    const finished = await runAll(configs, flags, stop.signal);
    return finished ? 0 : EXIT_INTERRUPTED;
  } catch (error) {
    if (!stop.signal.aborted || error !== stop.signal.reason) throw error;
    say('interrupted; what was begun is saved: continue with --resume');
    return EXIT_INTERRUPTED;
  } finally {
    release();
  }
}

/** @returns whether all runs have finished */
async function runAll(configs: readonly EbganConfig[], flags: GanFlags, signal: AbortSignal): Promise<boolean> {
  const [first] = configs as [EbganConfig];
  const { json = false, quick = false, resume = false, overwrite = false, quiet = false, ffmpeg } = flags;
  const out = flags.out ?? join('runs', `gan-${first.task.replace(/[^\w.-]+/g, '-')}${quick ? '-quick' : ''}`);
  const folderOf = ({ seed }: EbganConfig): string => seedFolder(out, seed);
  // Before anything is read or trained.
  for (const config of configs) await checkEbganFolder(folderOf(config), { resume, overwrite });
  const tell = (line: string): void => {
    if (!quiet && !json) say(line);
  };
  const lines = createGanLines(tell);
  const onEvent = async (event: GanEvent): Promise<void> => {
    if (json) return results.write(`${JSON.stringify(event)}\n`);
    if (event.type === 'samples') tell(`samples of step ${event.step}: ${event.path}`);
    else if (event.type === 'measured') tell(`figures: ${event.paths.join(', ')}`);
    else if (event.type === 'warning') sayWarning(event);
    else lines(event);
  };

  if (quick)
    tell('QUICK: far fewer steps and examples than a whole run; figures say that it works, and nothing of how well');
  const data = await openGanData(first, {
    signal,
    ffmpeg,
    onWarning: sayWarning,
    onLoading: ({ what, done, total }) => {
      if (done === total) tell(`loaded ${plural(total, what)}`);
    },
  });
  for (const message of data.warnings) sayWarning({ message });
  signal.throwIfAborted();
  const engine = await createEngine(first.engine);
  try {
    const judge =
      first.data.dataset === 'recordings' ? undefined : { config: first, engine, data, out, overwrite, signal, tell };
    const classifier = judge && (await openClassifier(judge));
    const done: GanResult[] = [];
    for (const config of configs) {
      const run = { config, engine, data, classifier, resume, overwrite, quick, signal, onEvent };
      const result = await runGan({ ...run, out: folderOf(config) });
      if (!result) return false;
      done.push(result);
      await writeSummary(out);
    }
    await classifier?.predictor.dispose();
    if (!json) await results.write(`${quick ? 'QUICK: ' : ''}${ganTable(done)}`);
    tell(`saved in ${out}`);
    return true;
  } finally {
    await engine.dispose();
  }
}

/** One configuration for each seed. */
function configsOf(flags: GanFlags): EbganConfig[] {
  const { task, config: file, data, set, seed, seeds = 1, steps, quick, engine, device, threads } = flags;
  if (task !== undefined && file !== undefined) {
    throw new ConfigError(`--task and --config both name an experiment: give one, got ${task} and ${file}`);
  }
  const values = {
    'data.path': data === undefined ? undefined : resolve(data),
    'train.steps': steps,
    'engine.engine': engine,
    'engine.device': device,
    'engine.threads': threads,
  };
  const given = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  const load = (own: Readonly<Record<string, unknown>>): EbganConfig =>
    loadEbganConfig({
      ...(task !== undefined && { task }),
      ...(file !== undefined && { file }),
      preset: quick ? QUICK : {},
      overrides: set,
      values: { ...given, ...own },
    });
  const firstSeed = seed ?? load({}).seed;
  return Array.from({ length: seeds }, (_, i) => load({ seed: firstSeed + i }));
}
