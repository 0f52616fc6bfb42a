import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { percent } from '../../../../ui/words.js';
import type { PlanEvent } from '../../../../../src/sweep/index.js';
import { spreadText } from '../../report.js';
import { MEAN_COLUMNS, SEED_COLUMNS, type SweepLayout } from '../layout.js';
import { cellSpread, type SweepState, type TrialState } from '../sweep-state.js';

export interface CellTableProps {
  readonly state: SweepState;
  readonly plan: PlanEvent;
  readonly layout: SweepLayout;
}

/** A line a cell: its name, mean and spread so far, and each seed's progress or accuracy. */
export function CellTable({ state, plan, layout }: CellTableProps): ReactElement {
  const { nameColumns, seedsShown, cellsShown } = layout;
  const seeds = Array.from({ length: seedsShown }, (_, index) => index + 1);
  const first = firstShown(state, plan, cellsShown);
  const shown = plan.cells.slice(first, first + cellsShown);
  const hidden = plan.cells.length - shown.length;
  return (
    <>
      {cellsShown > 0 && (
        <Text dimColor wrap="truncate">
          {''.padEnd(nameColumns)}
          {'mean ± std'.padStart(MEAN_COLUMNS)}
          {seeds.map((seed) => `seed ${seed}`.padStart(SEED_COLUMNS)).join('')}
        </Text>
      )}
      {shown.map(({ name }) => (
        <Box key={name}>
          <Text bold={state.end?.best === name} wrap="truncate">
            {fitted(name, nameColumns)}
            {spreadText(cellSpread(state, name)).padStart(MEAN_COLUMNS)}
          </Text>
          {seeds.map((seed) => (
            <SeedMark key={seed} trial={trialOf(state, name, seed)} />
          ))}
        </Box>
      ))}
      {hidden > 0 && <Text dimColor>{`${hidden} more`}</Text>}
    </>
  );
}

const COLOURS = {
  waiting: undefined,
  running: 'cyan',
  finished: 'green',
  failed: 'red',
  interrupted: 'yellow',
} as const;

function SeedMark({ trial }: { readonly trial: TrialState | undefined }): ReactElement {
  const colour = COLOURS[trial?.status ?? 'waiting'];
  return (
    <Text {...(colour === undefined ? { dimColor: true } : { color: colour })}>
      {markOf(trial).padStart(SEED_COLUMNS)}
    </Text>
  );
}

/** Progress in whole percents with an arrow, an accuracy with its decimal: told apart without colours too. */
function markOf(trial: TrialState | undefined): string {
  switch (trial?.status) {
    case undefined:
    case 'waiting':
      return '·';
    case 'running':
      return `▸${Math.floor(trial.fraction * 100)}%`;
    case 'interrupted':
      return 'saved';
    case 'failed':
      return 'failed';
    case 'finished': {
      const accuracy = trial.result?.validationAccuracy ?? trial.result?.testAccuracy;
      return typeof accuracy === 'number' ? percent(accuracy) : 'done';
    }
  }
}

/** The first line: all cells if they fit, else from the first that has something to do. */
function firstShown(state: SweepState, { cells }: PlanEvent, cellsShown: number): number {
  const busy = new Set([...state.trials.values()].filter(({ status }) => status === 'running').map(({ cell }) => cell));
  const first = cells.findIndex(({ name }) => busy.has(name));
  return Math.max(0, Math.min(first, cells.length - cellsShown));
}

function trialOf({ trials }: SweepState, cell: string, seed: number): TrialState | undefined {
  return [...trials.values()].find((trial) => trial.cell === cell && trial.seed === seed);
}

function fitted(text: string, columns: number): string {
  return (text.length > columns ? `${text.slice(0, columns - 1)}…` : text).padEnd(columns);
}
