import type { ReactElement } from 'react';
import { fractionDone, stepsDone, totalSteps, type TrainingState } from '../training-state.js';
import { count, duration } from '../../../../ui/words.js';
import type { LinePart } from '../../../../ui/fit.js';
import { Bar } from '../../../../ui/components/bar.js';
import { Line } from '../../../../ui/components/line.js';

interface ProgressProps {
  readonly state: TrainingState;
  readonly columns: number;
  /** Whether there is a line for epoch and times. */
  readonly timingShown: boolean;
}

/** Progress bar, then epoch, speed, elapsed and remaining time. */
export function Progress({ state, columns, timingShown }: ProgressProps): ReactElement {
  const label = `step ${count(stepsDone(state))}/${count(totalSteps(state))}`;
  return (
    <>
      <Bar fraction={fractionDone(state)} labels={[label]} columns={columns} />
      {timingShown && <Line parts={timing(state)} columns={columns} />}
    </>
  );
}

function timing({ start, step, end }: TrainingState): readonly LinePart[] {
  if (!start) return [{ text: 'loading' }];
  const epoch = { text: `epoch ${end?.epoch ?? step?.epoch ?? 0}/${start.epochs}` };
  if (end) return [epoch, { text: `${end.reason} after ${duration(end.elapsedSeconds)}` }];
  if (!step) return [epoch, { text: 'compiling the training step' }];
  return [
    epoch,
    { text: `${count(step.examplesPerSecond)} ${start.units.example}s/s`, rank: 5 },
    { text: `${duration(step.elapsedSeconds)} elapsed`, rank: 4 },
    { text: `${duration(step.etaSeconds)} left` },
  ];
}
