import { join } from 'node:path';
import type { PaperTableName } from '../../src/eval/paper-table-names.js';
import { readPaperTable, type PaperTable } from '../../src/eval/paper-table.js';
import type { Config } from '../../src/train/index.js';
import { createStatusLine } from '../status-line.js';
import { results, say } from '../streams.js';
import { setUpTerminal } from '../terminal.js';
import { conduct, exitCodeOf } from '../sweep/conduct.js';
import { baseConfig, parallelTrials, type SweepBaseFlags } from '../sweep/sweep-config.js';
import { estimate, estimateReport, totalSeconds } from './estimate.js';
import { tableCells, type TableCell } from './table-cells.js';
import { reproducedCells, tableReport } from './table-report.js';

/** Options of `lyrebird reproduce`. */
export interface ReproduceFlags extends Omit<SweepBaseFlags, 'task' | 'config' | 'epochs'> {
  readonly table: PaperTableName;
  readonly only: readonly string[];
  readonly seeds?: number;
  readonly quick?: true;
  readonly dryRun?: true;
  readonly out?: string;
}

const QUICK = { steps: 200, seeds: 1 } as const;

/** A table, and what of it is to be done. */
interface Work {
  readonly flags: ReproduceFlags;
  readonly table: PaperTable;
  readonly cells: readonly TableCell[];
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
  const table = readPaperTable(given.table);
  const cells = tableCells(table, given.only);
  const quick = given.quick ? QUICK : undefined;
  const steps = given.steps ?? quick?.steps;
  const flags = { ...given, ...(steps !== undefined && { steps }) };
  const base = { ...flags, task: table.task };
  return {
    flags,
    table,
    cells,
    config: baseConfig(
      base,
      cells.map(({ cell }) => cell),
    ),
    seeds: given.seeds ?? quick?.seeds ?? table.seeds,
    // Runs of another length are another sweep.
    out: given.out ?? join('runs', `table-${given.table}${steps === undefined ? '' : `-steps${steps}`}`),
  };
}

async function train({ flags, table, cells, config, seeds, out }: Work): Promise<number> {
  const end = await conduct({ flags, config, cells: cells.map(({ cell }) => cell), seeds, out });
  const reproduced = reproducedCells(cells, end.summary, end.records);
  if (flags.json) {
    const rows = reproduced.map(({ cell, ours, ...rest }) => ({
      name: cell.name,
      settings: cell.settings,
      ...rest,
      ours: ours && { meanPercent: ours.mean * 100, stdPercent: ours.std === null ? null : ours.std * 100, n: ours.n },
    }));
    const { title, comparators } = table;
    await results.write(`${JSON.stringify({ type: 'table', title, cells: rows, comparators })}\n`);
  } else {
    await results.write(tableReport(table, reproduced));
  }
  return exitCodeOf(end);
}

async function dryRun({ flags, table, cells, config, seeds, out }: Work): Promise<number> {
  const status = createStatusLine(setUpTerminal(flags.color).interactive && !flags.quiet);
  const estimates = await estimate({
    ...{ table, cells, seeds, out },
    configOf: ({ cell }) => baseConfig({ ...flags, task: table.task, set: [...flags.set, ...overrides(cell)] }, []),
    onTiming: (name) => status.show(`timing a step of ${name}`),
  });
  status.clear();
  const parallel = parallelTrials(flags, config);
  if (flags.json) {
    const rows = estimates.map(({ cell, ...rest }) => ({ name: cell.name, settings: cell.settings, ...rest }));
    await results.write(
      `${JSON.stringify({ type: 'estimate', title: table.title, seeds, out, parallel, totalSeconds: totalSeconds(estimates), cells: rows })}\n`,
    );
  } else {
    await results.write(estimateReport(table.title, estimates, parallel));
    if (!flags.quiet) say(`nothing was trained or written; without --dry-run, runs go to ${out}`);
  }
  return 0;
}

function overrides({ settings }: TableCell['cell']): string[] {
  return Object.entries(settings).map(([path, value]) => `${path}=${JSON.stringify(value)}`);
}
