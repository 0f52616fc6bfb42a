import { nothingToResume, type DataWarning, type TrainEvent } from '../train/index.js';

/**
 * Returns the warning that an event of a trial's training run holds; undefined if it holds none. That a run begins
 * anew is none: every trial is resumed, whether it has begun or not.
 * @param out run folder, as given to the training run
 */
export function warningOf(event: TrainEvent, out: string): DataWarning | undefined {
  if (event.type !== 'warning' || event.message === nothingToResume(out)) return undefined;
  const { type: _, ...warning } = event;
  return warning;
}
