import { Text } from 'ink';
import type { ReactElement } from 'react';
import { fractionDone, stepsDone, totalSteps, type TrainingState } from '../training-state.js';
import { count, duration } from '../../../../ui/words.js';
import { Bar } from '../../../../ui/components/bar.js';

/** How far the run is: a bar, then pace and what is left. */
export function Progress({
  state,
  columns,
}: {
  readonly state: TrainingState;
  readonly columns: number;
}): ReactElement {
  const label = `step ${count(stepsDone(state))}/${count(totalSteps(state))}`;
  return (
    <>
      <Bar fraction={fractionDone(state)} label={label} columns={columns} />
      <Text wrap="truncate">{pace(state)}</Text>
    </>
  );
}

function pace({ start, step, end }: TrainingState): string {
  if (!start) return 'loading';
  const epoch = `epoch ${end?.epoch ?? step?.epoch ?? 0}/${start.epochs}`;
  if (end) return `${epoch}  ${end.reason} after ${duration(end.elapsedSeconds)}`;
  if (!step) return `${epoch}  compiling the training step`;
  return `${epoch}  ${count(step.examplesPerSecond)} ${start.units.example}s/s  ${duration(step.elapsedSeconds)} so far  ${duration(step.etaSeconds)} left`;
}
