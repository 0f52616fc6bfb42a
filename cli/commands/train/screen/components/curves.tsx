import { Box } from 'ink';
import type { ReactElement } from 'react';
import { heldOutValue } from '../../../../../src/train/index.js';
import type { Layout } from '../layout.js';
import { isUnsupervised, shareDone, type TrainingState } from '../training-state.js';
import { formatNumber, percent } from '../../../../ui/words.js';
import { Curve } from '../../../../ui/components/curve.js';

/** Curves of the three losses and of validation accuracy, two by two; without labels the loss stands for CE, and for the accuracy. */
export function Curves({ state, layout }: { readonly state: TrainingState; readonly layout: Layout }): ReactElement {
  const size = { columns: layout.chartColumns, rows: layout.chartRows, share: shareDone(state) };
  const losses = state.step ?? state.epoch?.train;
  const held = state.epoch?.validation;
  const latest = (value: number | undefined): string => (value === undefined ? '' : formatNumber(value));
  const loss = { format: formatNumber, ...size };
  const unsupervised = isUnsupervised(state);
  const heldFormat = unsupervised ? formatNumber : percent;
  return (
    <Box flexDirection="column">
      <Box gap={2}>
        <Curve
          title={unsupervised ? 'loss' : 'CE cross-entropy'}
          latest={latest(unsupervised ? losses?.loss : losses?.crossEntropy)}
          colour="cyan"
          values={(unsupervised ? state.loss : state.crossEntropy).points}
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
          title={unsupervised ? 'validation loss' : 'validation accuracy'}
          latest={held ? heldFormat(heldOutValue(held)) : 'after the first epoch'}
          colour="green"
          values={state.validation.points}
          format={heldFormat}
          {...size}
        />
      </Box>
    </Box>
  );
}
