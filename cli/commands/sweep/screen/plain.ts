import type { PlanEvent, SweepEvent, TrialEndEvent, TrialId, TrialResult } from '../../../../src/sweep/index.js';
import { count, duration, percent, plural } from '../../../ui/words.js';
import type { SweepRenderer } from './renderer.js';

export interface SweepPlainOptions {
  /** Nothing but trials that failed. */
  readonly failuresOnly?: boolean;
}

/** One line for what happened, for logs and for terminals that cannot be drawn on. */
export function createSweepPlainRenderer(
  write: (line: string) => void,
  { failuresOnly = false }: SweepPlainOptions = {},
): SweepRenderer {
  let done = 0;
  let all = 0;
  const tell = failuresOnly ? (): void => undefined : write;
  const lineOf = (event: SweepEvent): void => {
    switch (event.type) {
      case 'plan':
        all = event.trials.length;
        done = event.trials.filter(({ status }) => status === 'finished').length;
        return tell(planLine(event, done));
      case 'trial-start':
        return tell(`started: ${nameOf(event)}`);
      case 'trial-progress':
        return;
      case 'trial-end':
        if (event.status === 'failed') return write(failureLine(event));
        if (event.status === 'interrupted') return tell(`interrupted, saved: ${nameOf(event)}`);
        return tell(`${++done}/${all}  ${nameOf(event)}: ${resultText(event.result!)}`);
      case 'end':
        return tell(endLine(event.reason, event.out));
    }
  };
  return {
    event: lineOf,
    stopping: () => tell('stopping: the trials that run save first'),
    end: () => Promise.resolve(),
  };
}

/** A failed trial, for stderr. */
export function failureLine(event: TrialEndEvent): string {
  return `failed: ${nameOf(event)} (${event.folder}): ${event.message}`;
}

/** How a sweep ended, and where to look. */
export function endLine(reason: 'finished' | 'interrupted', out: string): string {
  return reason === 'finished'
    ? `finished; tables and runs are in ${out}`
    : `interrupted, saved in ${out}: the same command goes on`;
}

/** The figures of a trial in a few words. */
export function resultText({ validationAccuracy, testAccuracy, steps, seconds, partialData }: TrialResult): string {
  return [
    validationAccuracy !== null && `validation ${percent(validationAccuracy)}`,
    testAccuracy !== null && `test ${percent(testAccuracy)}`,
    plural(steps, 'step'),
    duration(seconds),
    partialData.length > 0 && 'PARTIAL DATA',
  ]
    .filter((part) => part !== false)
    .join(', ');
}

function planLine({ task, cells, seeds, trials, parallel, threads, out }: PlanEvent, done: number): string {
  const pace =
    parallel === null
      ? 'left to the workers of the queue'
      : `${count(parallel)} at a time with ${plural(threads, 'thread')} each`;
  const already = done > 0 ? `, ${count(done)} of them done already` : '';
  return `${task}: ${plural(cells.length, 'cell')} x ${plural(seeds, 'seed')} = ${plural(trials.length, 'trial')}${already}; ${pace}; in ${out}`;
}

function nameOf({ cell, seed }: TrialId): string {
  return `${cell}, seed ${seed}`;
}
