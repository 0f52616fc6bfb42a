import type {
  PlanEvent,
  SweepEndEvent,
  SweepEvent,
  TrialEndEvent,
  TrialId,
  TrialResult,
} from '../../../../src/sweep/index.js';
import { count, duration, percent, plural } from '../../../ui/words.js';
import type { Stopping } from '../../../ui/stopping.js';
import type { SweepRenderer } from './renderer.js';

export interface SweepPlainOptions {
  /** Prints failed trials only. */
  readonly failuresOnly?: boolean;
}

/** Prints one line per event, for logs and for terminals that cannot be redrawn. */
export function createSweepPlainRenderer(
  write: (line: string) => void,
  { failuresOnly = false }: SweepPlainOptions = {},
): SweepRenderer {
  let done = 0;
  let total = 0;
  const tell = failuresOnly ? (): void => undefined : write;
  const report = (event: SweepEvent): void => {
    switch (event.type) {
      case 'plan':
        total = event.trials.length;
        done = event.trials.filter(({ status }) => status === 'finished').length;
        return tell(planLine(event, done));
      case 'trial-start':
        return tell(`started: ${nameOf(event)}`);
      case 'trial-progress':
      case 'trial-warning':
        return;
      case 'trial-end':
        if (event.status === 'failed') return write(failureLine(event));
        if (event.status === 'interrupted') return tell(`interrupted, saved: ${nameOf(event)}`);
        return tell(`${++done}/${total}  ${nameOf(event)}: ${resultText(event.result!)}`);
      case 'end':
        return tell(endLine(event));
    }
  };
  return {
    event: report,
    stopping: (how) => tell(stoppingLine(how)),
    end: () => Promise.resolve(),
  };
}

/** Says that the running trials were asked to stop. */
export function stoppingLine(how: Stopping): string {
  return how === 'saving'
    ? 'stopping: running trials are being saved'
    : 'stopping at once: running trials lose the steps since their last checkpoints';
}

/** Formats a failed trial for stderr. */
export function failureLine(event: TrialEndEvent): string {
  return `failed: ${nameOf(event)} (${event.folder}): ${event.message}`;
}

/** Formats the end of a sweep, with the folder of its results and the number of failed trials. */
export function endLine({ reason, out, cells }: SweepEndEvent): string {
  if (reason === 'interrupted') return `interrupted, saved in ${out}: run the same command again to continue`;
  const failed = sum(cells.map((cell) => cell.failed));
  const trials = sum(cells.map((cell) => cell.finished + cell.failed + cell.unfinished));
  const failures = failed > 0 ? `: ${count(failed)} of ${plural(trials, 'trial')} failed` : '';
  return `finished${failures}; tables and runs are in ${out}`;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Formats the results of a trial. */
export function resultText({ validationAccuracy, testAccuracy, steps, seconds, partialData }: TrialResult): string {
  return [
    validationAccuracy !== null && `validation ${percent(validationAccuracy)}`,
    testAccuracy !== null && `test ${percent(testAccuracy)}`,
    plural(steps, 'step'),
    duration(seconds),
    partialData.length > 0 && 'PARTIAL DATA',
  ]
    .filter((text) => text !== false)
    .join(', ');
}

function planLine({ task, cells, seeds, trials, parallel, threads, out }: PlanEvent, done: number): string {
  const runner =
    parallel === null
      ? 'run by the workers of the queue'
      : `${count(parallel)} at a time with ${plural(threads, 'thread')} each`;
  const already = done > 0 ? `, ${count(done)} already finished` : '';
  const size = `${plural(cells.length, 'cell')} x ${plural(seeds, 'seed')} = ${plural(trials.length, 'trial')}`;
  return `${task}: ${size}${already}; ${runner}; in ${out}`;
}

function nameOf({ cell, seed }: TrialId): string {
  return `${cell}, seed ${seed}`;
}
