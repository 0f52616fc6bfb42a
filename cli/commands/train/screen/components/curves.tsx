import { Box } from 'ink';
import type { ReactElement } from 'react';
import { MEASURES, type StartEvent } from '../../../../../src/train/events/index.js';
import type { Layout } from '../layout.js';
import { measureValue, shownLosses } from '../metrics.js';
import { fractionDone, type TrainingState } from '../training-state.js';
import { formatNumber } from '../../../../ui/words.js';
import { firstThatFits } from '../../../../ui/fit.js';
import { Curve } from '../../../../ui/components/curve.js';

interface CurvesProps {
  readonly state: TrainingState;
  readonly start: StartEvent;
  readonly layout: Layout;
}

/** Curves of the loss terms that the run computes, and of the measure that chooses the best epoch, in two columns. */
export function Curves({ state, start, layout }: CurvesProps): ReactElement {
  const size = { columns: layout.chartColumns, rows: layout.chartRows, fraction: fractionDone(state) };
  const latest = state.step ?? state.epoch?.train;
  return (
    <Box flexWrap="wrap" columnGap={2} width={layout.columns}>
      {shownLosses(start).map(({ name, label, title, colour }) => (
        <Curve
          key={name}
          label={label}
          title={title}
          latest={latest ? formatNumber(latest[name]) : ''}
          colour={colour}
          values={state.losses[name].points}
          format={formatNumber}
          {...size}
        />
      ))}
      <Curve
        {...measureTitle(state, start, layout.chartColumns)}
        title=""
        colour="green"
        values={state.measure.points}
        format={(value) => measureValue(start.measure, value)}
        {...size}
      />
    </Box>
  );
}

/** Name of the measure, its latest and its best value, in as many words as there is room for. */
function measureTitle(
  { epoch, best }: TrainingState,
  { measure }: StartEvent,
  columns: number,
): { readonly label: string; readonly latest: string } {
  const { title, label, abbreviation, read } = MEASURES[measure];
  const shown = (value: number | undefined): string | undefined =>
    value === undefined ? undefined : measureValue(measure, value);
  const now = shown(epoch && read(epoch));
  const bestValue = shown(best && read(best));
  const latest = now === undefined ? 'after epoch 1' : bestValue === undefined ? now : `${now}, best ${bestValue}`;
  const names = [title, label, abbreviation];
  const fitting = firstThatFits(
    names.map((name) => `${name} ${latest}`),
    columns,
  );
  return { label: names.find((name) => fitting === `${name} ${latest}`) ?? abbreviation, latest };
}
