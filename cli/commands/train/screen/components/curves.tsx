import { Box } from 'ink';
import type { ReactElement } from 'react';
import { validationScore } from '../../../../../src/train/events/index.js';
import type { Layout } from '../layout.js';
import { shownLosses } from '../metrics.js';
import { isUnsupervised, fractionDone, type TrainingState } from '../training-state.js';
import { formatNumber, percent } from '../../../../ui/words.js';
import { Curve } from '../../../../ui/components/curve.js';

/** Curves of the loss terms and of validation accuracy, in two columns; without labels, of the loss instead. */
export function Curves({ state, layout }: { readonly state: TrainingState; readonly layout: Layout }): ReactElement {
  const size = { columns: layout.chartColumns, rows: layout.chartRows, fraction: fractionDone(state) };
  const latest = state.step ?? state.epoch?.train;
  const validation = state.epoch?.validation;
  const unsupervised = isUnsupervised(state);
  const scoreFormat = unsupervised ? formatNumber : percent;
  return (
    <Box flexWrap="wrap" columnGap={2} width={layout.columns}>
      {shownLosses(unsupervised).map(({ name, label, title, colour }) => (
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
        label="validation"
        title={unsupervised ? 'loss' : 'accuracy'}
        latest={validation ? scoreFormat(validationScore(validation)) : 'after epoch 1'}
        colour="green"
        values={state.validation.points}
        format={scoreFormat}
        {...size}
      />
    </Box>
  );
}
