import { Box } from 'ink';
import type { ReactElement } from 'react';
import { Text } from '../../../../ui/components/text.js';
import { fittedColumn } from '../../../../ui/fit.js';
import { percent } from '../../../../ui/words.js';
import type { PlanEvent } from '../../../../../src/sweep/index.js';
import { spreadText } from '../../report.js';
import { SEED_COLUMNS, type SweepLayout } from '../layout.js';
import { cellSpread, type SweepState, type TrialState } from '../sweep-state.js';

export interface CellTableProps {
  readonly state: SweepState;
  readonly plan: PlanEvent;
  readonly layout: SweepLayout;
}

/** One line per cell: name, mean and deviation so far, and progress or accuracy of each seed. */
export function CellTable({ state, plan, layout }: CellTableProps): ReactElement {
  const { nameColumns, meanColumns, seedsShown, cellsShown } = layout;
  const mean = (text: string): string => (meanColumns > 0 ? text.padStart(meanColumns) : '');
  const seeds = Array.from({ length: seedsShown }, (_, index) => plan.firstSeed + index);
  const first = firstShown(state, plan, cellsShown);
  const shown = plan.cells.slice(first, first + cellsShown);
  const hidden = plan.cells.length - shown.length;
  return (
    <>
      {cellsShown > 0 && (
        <Text dimColor>
          {''.padEnd(nameColumns)}
          {mean('mean ± std')}
          {seeds.map((seed) => `seed ${seed}`.padStart(SEED_COLUMNS)).join('')}
        </Text>
      )}
      {shown.map(({ name }) => (
        <Box key={name}>
          <Text bold={state.end?.best === name}>
            {fittedName(name, nameColumns)}
            {mean(spreadText(cellSpread(state, name)))}
          </Text>
          {seeds.map((seed) => (
            <SeedMark key={seed} trial={trialOf(state, name, seed)} />
          ))}
        </Box>
      ))}
      {hidden > 0 && cellsShown > 0 && <Text dimColor>{`${hidden} more`}</Text>}
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

/** Progress in whole percent with an arrow, accuracy with a decimal: distinguishable without colours. */
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

/** Index of the first cell shown: 0 if all cells fit, otherwise the first cell with a running trial. */
function firstShown(state: SweepState, { cells }: PlanEvent, cellsShown: number): number {
  const busy = new Set([...state.trials.values()].filter(({ status }) => status === 'running').map(({ cell }) => cell));
  const first = cells.findIndex(({ name }) => busy.has(name));
  return Math.max(0, Math.min(first, cells.length - cellsShown));
}

function trialOf({ trials }: SweepState, cell: string, seed: number): TrialState | undefined {
  return [...trials.values()].find((trial) => trial.cell === cell && trial.seed === seed);
}

/** Fits the name of a cell: without the groups of its settings if need be, `alpha=0.3` for `loss.alpha=0.3`. */
function fittedName(name: string, columns: number): string {
  const short = name.replace(/(?<=^| )[\w.]+\.(?=\w+=)/g, '');
  return fittedColumn(name.length <= columns ? name : short, columns);
}
