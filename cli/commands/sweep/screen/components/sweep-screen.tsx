import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { ScreenProps } from '../../../../ui/components/live-screen.js';
import { Bar } from '../../../../ui/components/bar.js';
import { Line } from '../../../../ui/components/line.js';
import { Text } from '../../../../ui/components/text.js';
import { fitted } from '../../../../ui/fit.js';
import { duration, plural } from '../../../../ui/words.js';
import { sweepLayout } from '../layout.js';
import { endLine, failureLine, stoppingLine } from '../plain.js';
import { secondsLeft, sweepFraction, type SweepState } from '../sweep-state.js';
import { CellTable } from './cell-table.js';

/** The whole screen of a sweep, as a function of state and terminal size. */
export function SweepScreen({ state, columns, rows }: ScreenProps<SweepState>): ReactElement {
  const { plan, failures, end, stopping } = state;
  if (!plan) return <Text>{fitted('starting', Math.max(1, columns - 1))}</Text>;
  const layout = sweepLayout(columns, rows, {
    longestName: Math.max(...plan.cells.map(({ name }) => name.length)),
    cells: plan.cells.length,
    seeds: plan.seeds,
    failures: failures.length,
  });
  const hint = stopping ? stoppingLine(stopping) : 'Ctrl+C saves and stops';
  const size = `${plural(plan.cells.length, 'cell')} x ${plural(plan.seeds, 'seed')}`;
  return (
    <Box flexDirection="column" width={layout.columns}>
      {layout.headerShown && (
        <Line
          columns={layout.columns}
          parts={[
            { text: `lyrebird sweep ${plan.task}`, bold: true },
            { text: size },
            { text: runnerText(plan.parallel, plan.threads) },
          ]}
        />
      )}
      <CellTable state={state} plan={plan} layout={layout} />
      <SweepProgress state={state} columns={layout.columns} />
      {failures.slice(-layout.failuresShown || failures.length).map((failure) => (
        <Text key={failure.folder} color="red">
          {fitted(failureLine(failure), layout.columns)}
        </Text>
      ))}
      {layout.hintShown && <Text dimColor={!end}>{fitted(end ? endLine(end) : hint, layout.columns)}</Text>}
    </Box>
  );
}

function SweepProgress({ state, columns }: { readonly state: SweepState; readonly columns: number }): ReactElement {
  const trials = [...state.trials.values()];
  const done = trials.filter(({ status }) => status === 'finished').length;
  const left = state.end ? 0 : secondsLeft(state);
  const labels = [`${done}/${trials.length} trials`, timeText(left)];
  return <Bar fraction={sweepFraction(state)} labels={labels} columns={columns} />;
}

function timeText(seconds: number | null): string {
  if (seconds === null) return 'time left: unknown';
  return seconds > 0 ? `${duration(seconds)} left` : '';
}

function runnerText(parallel: number | null, threads: number): string {
  return parallel === null ? 'on the workers of the queue' : `${parallel} at a time, ${plural(threads, 'thread')} each`;
}
