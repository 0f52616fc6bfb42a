import { Text } from 'ink';
import type { ReactElement } from 'react';
import { shareDone, stepsDone, stepsInAll, type TrainingState } from '../training-state.js';
import { count, duration } from '../words.js';

/** How far the run is: a bar, then pace and what is left. */
export function Progress({
  state,
  columns,
}: {
  readonly state: TrainingState;
  readonly columns: number;
}): ReactElement {
  const share = shareDone(state);
  const label = ` ${(share * 100).toFixed(0).padStart(3)}%  step ${count(stepsDone(state))}/${count(stepsInAll(state))}`;
  const bar = Math.max(5, columns - label.length);
  const filled = Math.round(share * bar);
  return (
    <>
      <Text wrap="truncate">
        <Text color="green">{'━'.repeat(filled)}</Text>
        <Text dimColor>{'─'.repeat(bar - filled)}</Text>
        {label}
      </Text>
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
