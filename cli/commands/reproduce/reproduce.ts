import { join } from 'node:path';
import type { PaperFigureName, PaperTableName } from '../../../src/paper/names.js';
import { ConfigError } from '../../../src/errors.js';
import type { Config } from '../../../src/train/index.js';
import type { Settings } from '../../../src/sweep/index.js';
import { createStatusLine } from '../../ui/status-line.js';
import { plural } from '../../ui/words.js';
import { results, say, sayWarning } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';
import { conduct, exitCodeOf } from '../sweep/conduct.js';
import { baseConfig, parallelTrials, type SweepBaseFlags } from '../sweep/sweep-config.js';
import {
  createStepCounter,
  estimate,
  estimateReport,
  figureReproduction,
  type Reproduction,
  tableReproduction,
  totalSeconds,
} from '../../../src/paper/index.js';

/** Options of `lyrebird reproduce`. */
export interface ReproduceFlags extends Omit<SweepBaseFlags, 'task' | 'config'> {
  readonly table?: PaperTableName;
  readonly figure?: PaperFigureName;
  readonly only: readonly string[];
  readonly seeds?: number;
  readonly quick?: true;
  readonly dryRun?: true;
  readonly out?: string;
}

/** What is to be reproduced, and how. */
interface Work {
  readonly reproduction: Reproduction;
  readonly flags: ReproduceFlags & { readonly task: string };
  readonly config: Config;
  readonly seeds: number;
  readonly out: string;
}

/** Runs the command. @returns the exit code */
export async function reproduce(flags: ReproduceFlags): Promise<number> {
  const work = plan(flags);
  return flags.dryRun ? dryRun(work) : train(work);
}

function plan(given: ReproduceFlags): Work {
  const reproduction = reproductionOf(given);
  const { task, quick, name } = reproduction;
  const settings = { ...reproduction.settings, ...(given.quick && quick.settings) };
  const flags = { ...given, task, set: [...overrides(settings), ...given.set] };
  return {
    reproduction,
    flags,
    config: baseConfig(flags, reproduction.cells),
    seeds: given.seeds ?? (given.quick ? quick.seeds : reproduction.seeds),
    out: given.out ?? join('runs', `${name}${lengthSuffix(given)}`),
  };
}

function reproductionOf(flags: ReproduceFlags): Reproduction {
  const { table, figure, only, queue } = flags;
  const length = lengthSuffix(flags) === '' ? 'as-described' : 'as-asked';
  if (table !== undefined) return tableReproduction(table, { only, length });
  if (figure === undefined) throw new ConfigError('say what to reproduce: --table 2, 3 or 4, or --figure 1, 2 or 3');
  if (queue !== undefined) {
    throw new ConfigError(
      `--figure ${figure} is drawn from what runs leave in their folders, which a queue does not bring back: leave out --queue`,
    );
  }
  return figureReproduction(figure, { only, length });
}

/** Runs of another length are another sweep. */
function lengthSuffix({ steps, epochs, quick }: ReproduceFlags): string {
  if (steps !== undefined) return `-steps${steps}`;
  if (epochs !== undefined) return `-epochs${epochs}`;
  return quick ? '-quick' : '';
}

async function train({ reproduction, flags, config, seeds, out }: Work): Promise<number> {
  const end = await conduct({ flags, config, cells: reproduction.cells, seeds, out });
  const { report, answer, files } = await reproduction.finish({
    ...end,
    out,
    data: flags.data,
    engine: flags,
  });
  await results.write(
    flags.json
      ? `${JSON.stringify({ type: reproduction.kind, title: reproduction.title, ...answer, ...(files && { files }) })}\n`
      : report,
  );
  if (files && !flags.quiet) say(`figure: ${files.svg}, ${files.png}; its numbers: ${files.csv}`);
  return exitCodeOf(end);
}

async function dryRun({ reproduction, flags, config, seeds, out }: Work): Promise<number> {
  const { title, shape, cells } = reproduction;
  const status = createStatusLine(setUpTerminal(flags.color).interactive && !flags.quiet);
  const estimates = await estimate({
    ...{ shape, cells, seeds, out },
    configOf: ({ settings }) => baseConfig({ ...flags, set: [...flags.set, ...overrides(settings)] }, []),
    stepsOf: createStepCounter({
      ffmpeg: flags.ffmpeg,
      signal: new AbortController().signal,
      onWarning: (warning) => {
        status.clear();
        sayWarning(warning);
      },
      onLoading: ({ what, done, total }) => status.show(`loading: ${done} of ${plural(total, what)}`),
    }),
    onTiming: (name) => status.show(`timing a step of ${name}`),
  });
  status.clear();
  const parallel = parallelTrials(flags, config);
  if (flags.json) {
    const rows = estimates.map(({ cell, ...rest }) => ({ name: cell.name, settings: cell.settings, ...rest }));
    await results.write(
      `${JSON.stringify({ type: 'estimate', title, seeds, out, parallel, totalSeconds: totalSeconds(estimates), cells: rows })}\n`,
    );
  } else {
    await results.write(estimateReport(title, estimates, parallel));
    if (!flags.quiet) say(`nothing was trained or written; without --dry-run, runs go to ${out}`);
  }
  return 0;
}

/** Settings as texts for --set. */
function overrides(settings: Settings): string[] {
  return Object.entries(settings).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
}
