import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import type { ScreenProps } from '../../../../ui/components/live-screen.js';
import { Bar } from '../../../../ui/components/bar.js';
import { duration, plural } from '../../../../ui/words.js';
import { sweepLayout } from '../layout.js';
import { endLine, failureLine } from '../plain.js';
import { secondsLeft, sweepFraction, type SweepState } from '../sweep-state.js';
import { CellTable } from './cell-table.js';

/** The whole screen of a sweep, as a function of what is known and of the terminal's size. */
export function SweepScreen({ state, columns, rows }: ScreenProps<SweepState>): ReactElement {
  const { plan, failures, end, stopping } = state;
  if (!plan) return <Text wrap="truncate">starting</Text>;
  const layout = sweepLayout(columns, rows, {
    longestName: Math.max(...plan.cells.map(({ name }) => name.length)),
    cells: plan.cells.length,
    seeds: plan.seeds,
    failures: failures.length,
  });
  const hint = stopping ? 'stopping: the trials that run save first' : 'Ctrl+C saves and stops';
  return (
    <Box flexDirection="column" width={layout.columns}>
      <Text wrap="truncate">
        <Text bold>lyrebird sweep {plan.task}</Text>
        {`  ${plural(plan.cells.length, 'cell')} x ${plural(plan.seeds, 'seed')}  ${pace(plan.parallel, plan.threads)}`}
      </Text>
      <CellTable state={state} plan={plan} layout={layout} />
      <SweepProgress state={state} columns={layout.columns} />
      {failures.slice(-layout.failuresShown || failures.length).map((failure) => (
        <Text key={failure.folder} color="red" wrap="truncate">
          {failureLine(failure)}
        </Text>
      ))}
      <Text dimColor={!end} wrap="truncate">
        {end ? endLine(end.reason, end.out) : hint}
      </Text>
    </Box>
  );
}

function SweepProgress({ state, columns }: { readonly state: SweepState; readonly columns: number }): ReactElement {
  const trials = [...state.trials.values()];
  const done = trials.filter(({ status }) => status === 'finished').length;
  const left = state.end ? 0 : secondsLeft(state);
  const label = `${done}/${trials.length} trials${timeText(left)}`;
  return <Bar fraction={sweepFraction(state)} label={label} columns={columns} />;
}

function timeText(seconds: number | null): string {
  if (seconds === null) return '  time left unknown yet';
  return seconds > 0 ? `  ${duration(seconds)} left` : '';
}

function pace(parallel: number | null, threads: number): string {
  return parallel === null ? 'on the workers of the queue' : `${parallel} at a time, ${plural(threads, 'thread')} each`;
}
