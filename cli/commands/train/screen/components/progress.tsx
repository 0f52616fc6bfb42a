import { Text } from 'ink';
import type { ReactElement } from 'react';
import { fractionDone, stepsDone, totalSteps, type TrainingState } from '../training-state.js';
import { count, duration } from '../../../../ui/words.js';
import { Bar } from '../../../../ui/components/bar.js';

/** Progress bar, then epoch, speed, elapsed and remaining time. */
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
      <Text wrap="truncate">{timing(state)}</Text>
    </>
  );
}

function timing({ start, step, end }: TrainingState): string {
  if (!start) return 'loading';
  const epoch = `epoch ${end?.epoch ?? step?.epoch ?? 0}/${start.epochs}`;
  if (end) return `${epoch}  ${end.reason} after ${duration(end.elapsedSeconds)}`;
  if (!step) return `${epoch}  compiling the training step`;
  const speed = `${count(step.examplesPerSecond)} ${start.units.example}s/s`;
  return `${epoch}  ${speed}  ${duration(step.elapsedSeconds)} elapsed  ${duration(step.etaSeconds)} left`;
}
