import type { PaperFigureName, PaperTableName } from '../../../src/paper/names.js';
import { ConfigError } from '../../../src/errors.js';
import { type LoadHooks, openTaskData, type TrainConfig } from '../../../src/train/index.js';
import { TASK_KINDS } from '../../kinds.js';
import type { Settings } from '../../../src/sweep/index.js';
import {
  type CellEstimate,
  createStepCounter,
  estimate,
  planReproduction,
  type ReproductionPlan,
  type ReproductionRequest,
  totalSeconds,
  withinBudget,
} from '../../../src/paper/index.js';
import { engineOptions } from '../../options/common-options.js';
import { createStatusLine } from '../../ui/status-line.js';
import { duration, plural } from '../../ui/words.js';
import { results, say, sayWarning } from '../../ui/streams.js';
import { setUpTerminal } from '../../ui/terminal.js';
import {
  baseConfig,
  checkOverrides,
  exitCodeOf,
  isLength,
  parallelTrials,
  settingsOfOverrides,
  sweepAndShow,
  type SweepAndShowOptions,
  type SweepBaseFlags,
} from '../sweep/index.js';
import { estimateReport } from './estimate-report.js';
import { findingsReport } from './findings-report.js';

/** Options of `lyrebird reproduce`. */
export interface ReproduceFlags extends Omit<SweepBaseFlags, 'task' | 'config'> {
  readonly table?: PaperTableName;
  readonly figure?: PaperFigureName;
  readonly only: readonly string[];
  readonly seeds?: number;
  readonly quick?: true;
  /** In hours. */
  readonly budget?: number;
  readonly dryRun?: true;
  readonly out?: string;
}

/** The plan of a reproduction, with the options and the configuration of its trials. */
interface ReproductionRun extends ReproductionPlan {
  readonly flags: ReproduceFlags & { readonly task: string };
  readonly config: TrainConfig;
}

/** Runs `lyrebird reproduce`. @returns the exit code */
export async function reproduce(flags: ReproduceFlags): Promise<number> {
  const run = planRun(flags);
  return flags.dryRun ? dryRun(run) : train(run);
}

function planRun(options: ReproduceFlags): ReproductionRun {
  const plan = planReproduction({ ...options, of: subjectOf(options) });
  const { reproduction, settings } = plan;
  checkOverrides(settingsOfOverrides(options.set), reproduction.cells, (path) =>
    isLength(path) ? `give --${path.slice(path.indexOf('.') + 1)}` : 'use lyrebird sweep for other values',
  );
  const flags = { ...options, task: reproduction.task, set: [...overrides(settings), ...options.set] };
  return { ...plan, flags, config: baseConfig(flags, reproduction.cells) };
}

function subjectOf({ table, figure, queue }: ReproduceFlags): ReproductionRequest['of'] {
  if (table !== undefined) return { kind: 'table', name: table };
  if (figure === undefined)
    throw new ConfigError('nothing to reproduce: give --table 2, 3 or 4, or --figure 1, 2 or 3');
  if (queue !== undefined) {
    throw new ConfigError(
      `--figure ${figure} is drawn from the run folders, which a queue does not return: leave out --queue`,
    );
  }
  return { kind: 'figure', name: figure };
}

async function train(run: ReproductionRun): Promise<number> {
  const { reproduction, flags, config, seeds, out } = run;
  const budget = flags.budget !== undefined && (await budgetOf(run, 3600 * flags.budget));
  const end = await sweepAndShow({ flags, config, cells: reproduction.cells, seeds, out, ...budget });
  const findings = await reproduction.finish({ ...end, out, data: flags.data, engine: engineOptions(flags) });
  const { answer, files } = findings;
  const { kind: type, title } = reproduction;
  await results.write(
    flags.json ? `${JSON.stringify({ type, title, ...answer, ...(files && { files }) })}\n` : findingsReport(findings),
  );
  if (files && !flags.quiet) say(`figure: ${files.svg}, ${files.png}; numbers: ${files.csv}`);
  const open = end.records.filter(({ status }) => status === 'unfinished').length;
  if (budget && open > 0) say(`${plural(open, 'trial')} left: the same command goes on`);
  return exitCodeOf(end);
}

/** Chooses trials by their estimated time; what the estimates take is no longer left for trials. */
async function budgetOf(
  run: ReproductionRun,
  allSeconds: number,
): Promise<Required<Pick<SweepAndShowOptions, 'seconds' | 'choose'>>> {
  const began = performance.now();
  const estimates = await estimatesOf(run);
  const parallel = parallelTrials(run.flags, run.config);
  const estimating = (performance.now() - began) / 1000;
  const seconds = allSeconds - estimating;
  if (seconds <= 0) say(`the estimates alone took ${duration(estimating)}: no trial starts; give a larger --budget`);
  return { seconds, choose: (open) => withinBudget(open, estimates, { seconds, parallel }) };
}

async function dryRun(run: ReproductionRun): Promise<number> {
  const { reproduction, flags, config, seeds, out } = run;
  const { title } = reproduction;
  const estimates = await estimatesOf(run);
  const parallel = parallelTrials(flags, config);
  if (flags.json) {
    const rows = estimates.map(({ cell, ...times }) => ({ name: cell.name, settings: cell.settings, ...times }));
    const summary = { title, seeds, out, parallel, totalSeconds: totalSeconds(estimates) };
    await results.write(`${JSON.stringify({ type: 'estimate', ...summary, cells: rows })}\n`);
  } else {
    await results.write(estimateReport(title, estimates, parallel));
    if (!flags.quiet) say(`dry run: nothing was trained or written; without --dry-run, runs go to ${out}`);
  }
  return 0;
}

/** Estimates the time of all cells, and shows which one is timed. */
async function estimatesOf({ reproduction, flags, seeds, out }: ReproductionRun): Promise<readonly CellEstimate[]> {
  const { shape, cells } = reproduction;
  const { interactive } = setUpTerminal(flags.color);
  const status = createStatusLine(interactive && !flags.quiet);
  const hooks: LoadHooks = {
    signal: new AbortController().signal,
    onWarning: (warning) => {
      status.clear();
      sayWarning(warning);
    },
    onLoading: ({ what, done, total }) => status.show(`loading: ${done} of ${plural(total, what)}`),
  };
  const estimates = await estimate({
    ...{ shape, cells, seeds, out },
    configOf: ({ settings }) => baseConfig({ ...flags, set: [...flags.set, ...overrides(settings)] }, []),
    stepsOf: createStepCounter((cellConfig) =>
      openTaskData(cellConfig, TASK_KINDS, { ffmpeg: flags.ffmpeg, ...hooks }),
    ),
    onCell(name, number) {
      const text = `cell ${number} of ${cells.length}: counting and timing steps of ${name}`;
      // Cleared first: a line that follows another within a moment is not drawn.
      status.clear();
      if (interactive) status.show(text);
      else if (!flags.quiet) say(text);
    },
  });
  status.clear();
  return estimates;
}

/** Formats settings as values of --set. */
function overrides(settings: Settings): string[] {
  return Object.entries(settings).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
}
