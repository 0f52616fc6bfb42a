import { Box } from 'ink';
import type { ReactElement } from 'react';
import { layoutFor } from '../layout.js';
import { shownLosses } from '../metrics.js';
import { changingWeights, type TrainingState } from '../training-state.js';
import { Line } from '../../../../ui/components/line.js';
import type { LinePart } from '../../../../ui/fit.js';
import { count, duration } from '../../../../ui/words.js';
import { Curves } from './curves.js';
import { Header } from './header.js';
import type { ScreenProps } from '../../../../ui/components/live-screen.js';
import { Progress } from './progress.js';
import { SpeciesBars } from './species-bars.js';
import { moreLines, Summary } from './summary.js';
import { WeightCurves } from './weight-curves.js';

/** The whole screen of a training run, as a function of state and terminal size. */
export function TrainingScreen({ state, columns, rows }: ScreenProps<TrainingState>): ReactElement {
  const layout = layoutFor(columns, rows, {
    lossCharts: state.start ? shownLosses(state.start).length + 1 : 1,
    weightCharts: changingWeights(state).length,
    species: state.species.length,
    moreLines: moreLines(state),
  });
  if (!state.start) {
    return (
      <Box flexDirection="column" width={layout.columns}>
        <Line parts={loadingParts(state)} columns={layout.columns} separator=" " />
        <Summary state={state} layout={layout} rows={layout.rows - 1} />
      </Box>
    );
  }
  const progress = <Progress state={state} columns={layout.columns} timingShown={layout.rows > 1} />;
  if (layout.progressOnly) {
    return (
      <Box flexDirection="column" width={layout.columns}>
        {progress}
      </Box>
    );
  }
  const space = layout.compact ? 0 : 1;
  return (
    <Box flexDirection="column" width={layout.columns}>
      <Header start={state.start} compact={layout.compact} columns={layout.columns} />
      <Box flexDirection="column" marginY={space}>
        {progress}
      </Box>
      <Curves state={state} start={state.start} layout={layout} />
      {layout.weightsShown && <WeightCurves state={state} layout={layout} />}
      {layout.barRows > 0 && <SpeciesBars species={state.species} layout={layout} />}
      <Box flexDirection="column" marginTop={space}>
        <Summary state={state} layout={layout} rows={layout.summaryRows} />
      </Box>
    </Box>
  );
}

function loadingParts({ loading }: TrainingState): readonly LinePart[] {
  if (!loading) return [{ text: 'searching for the data' }];
  const { what, done, total, seconds, etaSeconds } = loading;
  return [
    { text: what === 'fold step' ? 'training' : 'loading', rank: 1 },
    { text: `${count(done)}/${count(total)}`, rank: 0 },
    { text: `${what}s` },
    { text: seconds === undefined ? '' : `(${duration(seconds)} of audio)` },
    { text: etaSeconds === undefined ? '' : `${duration(etaSeconds)} left`, rank: 2 },
  ];
}
