import { Box } from 'ink';
import type { ReactElement } from 'react';
import { exampleAccuracy } from '../../../src/train/metrics.js';
import type { Layout } from '../layout.js';
import { shareDone, type TrainingState } from '../training-state.js';
import { figure, percent } from '../words.js';
import { Curve } from './curve.js';

/** Curves of the three losses and of validation accuracy, two by two. */
export function Curves({ state, layout }: { readonly state: TrainingState; readonly layout: Layout }): ReactElement {
  const size = { columns: layout.chartColumns, rows: layout.chartRows, share: shareDone(state) };
  const losses = state.step ?? state.epoch?.train;
  const held = state.epoch?.validation;
  const latest = (value: number | undefined): string => (value === undefined ? '' : figure(value));
  const loss = { format: figure, ...size };
  return (
    <Box flexDirection="column">
      <Box gap={2}>
        <Curve
          title="CE cross-entropy"
          latest={latest(losses?.crossEntropy)}
          colour="cyan"
          values={state.crossEntropy.points}
          {...loss}
        />
        <Curve
          title="R reconstruction"
          latest={latest(losses?.residual)}
          colour="magenta"
          values={state.residual.points}
          {...loss}
        />
      </Box>
      <Box gap={2}>
        <Curve
          title="E entropy"
          latest={latest(losses?.entropy)}
          colour="yellow"
          values={state.entropy.points}
          {...loss}
        />
        <Curve
          title="validation accuracy"
          latest={held ? percent(exampleAccuracy(held)) : 'after the first epoch'}
          colour="green"
          values={state.validationAccuracy.points}
          format={percent}
          {...size}
        />
      </Box>
    </Box>
  );
}
