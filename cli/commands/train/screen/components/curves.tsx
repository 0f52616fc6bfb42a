import { Box } from 'ink';
import type { ReactElement } from 'react';
import { validationScore } from '../../../../../src/train/events/index.js';
import type { Layout } from '../layout.js';
import { shownLosses } from '../metrics.js';
import { isUnsupervised, fractionDone, type TrainingState } from '../training-state.js';
import { formatNumber, percent } from '../../../../ui/words.js';
import { Curve } from '../../../../ui/components/curve.js';

/** Curves of the loss's terms and of validation accuracy, two by two; without labels the loss stands for CE, and for the accuracy. */
export function Curves({ state, layout }: { readonly state: TrainingState; readonly layout: Layout }): ReactElement {
  const size = { columns: layout.chartColumns, rows: layout.chartRows, fraction: fractionDone(state) };
  const latest = state.step ?? state.epoch?.train;
  const held = state.epoch?.validation;
  const unsupervised = isUnsupervised(state);
  const heldFormat = unsupervised ? formatNumber : percent;
  return (
    <Box flexWrap="wrap" columnGap={2} width={layout.columns}>
      {shownLosses(unsupervised).map(({ name, label, title, colour }) => (
        <Curve
          key={name}
          title={`${label} ${title}`.trim()}
          latest={latest ? formatNumber(latest[name]) : ''}
          colour={colour}
          values={state.losses[name].points}
          format={formatNumber}
          {...size}
        />
      ))}
      <Curve
        title={unsupervised ? 'validation loss' : 'validation accuracy'}
        latest={held ? heldFormat(validationScore(held)) : 'after the first epoch'}
        colour="green"
        values={state.validation.points}
        format={heldFormat}
        {...size}
      />
    </Box>
  );
}
