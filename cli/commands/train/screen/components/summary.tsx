import type { ReactElement } from 'react';
import type { Layout } from '../layout.js';
import { MEASURES } from '../../../../../src/train/events/index.js';
import { bestTexts, stoppedEarlyLine, testLine } from '../metrics.js';
import { stoppingLine } from '../plain.js';
import type { TrainingState } from '../training-state.js';
import { Text } from '../../../../ui/components/text.js';
import { firstThatFits, fitted } from '../../../../ui/fit.js';
import { plural } from '../../../../ui/words.js';

interface SummaryProps {
  readonly state: TrainingState;
  readonly layout: Layout;
  /** Rows that there are at most; the first lines are left out, as the last say what to do. */
  readonly rows: number;
}

/** Lines below the curves: findings, best epoch, test, checkpoint folder, latest warnings, keys. */
export function Summary({ state, layout, rows }: SummaryProps): ReactElement {
  const { columns, warningsShown } = layout;
  const lines = [
    ...[...state.notes, ...earlyLines(state), ...bestLines(state, columns), ...testLines(state)].map((line, index) => (
      <Text key={index}>{fitted(line, columns)}</Text>
    )),
    ...savedLines(state).map((line) => (
      // The end of a path tells more than its middle.
      <Text key="saved" wrap="truncate-middle">
        {line}
      </Text>
    )),
    ...warningLines(state, warningsShown).map((line, index) => (
      <Text key={`warning${index}`} color="yellow">
        {fitted(line, columns)}
      </Text>
    )),
    ...hints(state).map((line) => (
      <Text key="hint" dimColor>
        {fitted(line, columns)}
      </Text>
    )),
  ];
  return <>{lines.slice(Math.max(0, lines.length - rows))}</>;
}

/** Number of lines for which the layout keeps no room by itself: findings, why the run stopped early, and the test. */
export function moreLines(state: TrainingState): number {
  return state.notes.length + earlyLines(state).length + testLines(state).length;
}

/** The best epoch so far, or of the run, if there is one. */
function bestLines({ start, best, end }: TrainingState, columns: number): string[] {
  const soFar = start && best && { ...best, measure: start.measure, value: MEASURES[start.measure].read(best) };
  const shown = end?.chosen ? { ...end.chosen, validation: end.best } : soFar;
  const prefix = end ? 'best' : 'best so far';
  if (!shown) return [];
  const texts = bestTexts(shown).map((text) => `${prefix}: ${text}`);
  return [firstThatFits(texts, columns)];
}

function earlyLines({ end }: TrainingState): string[] {
  const early = end?.result && stoppedEarlyLine(end.result);
  return early === undefined ? [] : [early];
}

function testLines({ end }: TrainingState): string[] {
  const test = end?.result && testLine(end.result);
  return test === undefined ? [] : [test];
}

function savedLines({ end, checkpoint }: TrainingState): string[] {
  if (end) return [`saved in ${end.path}`];
  return checkpoint ? [`checkpoint at step ${checkpoint.step}: ${checkpoint.path}`] : [];
}

function warningLines({ warnings }: TrainingState, shownAtMost: number): string[] {
  const shown = warnings.slice(-shownAtMost);
  const hidden = warnings.length - shown.length;
  return shown.map(({ message }, index) =>
    index === 0 && hidden > 0 ? `! ${message} (and ${plural(hidden, 'warning')} before)` : `! ${message}`,
  );
}

function hints({ end, stopping }: TrainingState): string[] {
  if (!end) return [stopping ? stoppingLine(stopping) : 'Ctrl+C saves and stops'];
  return end.reason === 'interrupted' ? ['continue with --resume'] : [];
}
