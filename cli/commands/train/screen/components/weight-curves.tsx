import { Box } from 'ink';
import type { ReactElement } from 'react';
import type { Layout } from '../layout.js';
import { namedWeights } from '../../../../../src/losses/weights/index.js';
import { changingWeights, fractionDone, type TrainingState } from '../training-state.js';
import { formatNumber } from '../../../../ui/words.js';
import { Curve } from '../../../../ui/components/curve.js';

/** Curves of the loss weights that change by a schedule or are learned, in two columns. */
export function WeightCurves({
  state,
  layout,
}: {
  readonly state: TrainingState;
  readonly layout: Layout;
}): ReactElement {
  const weights = state.step?.weights ?? state.epoch?.weights;
  const latest = weights ? namedWeights(weights) : {};
  const size = { columns: layout.chartColumns, rows: layout.chartRows, fraction: fractionDone(state) };
  return (
    <Box flexWrap="wrap" columnGap={2} width={layout.columns}>
      {changingWeights(state).map(([name, { points }]) => (
        <Curve
          key={name}
          label={name}
          title=""
          latest={latest[name] === undefined ? '' : formatNumber(latest[name])}
          colour="blue"
          values={points}
          format={formatNumber}
          {...size}
        />
      ))}
    </Box>
  );
}
