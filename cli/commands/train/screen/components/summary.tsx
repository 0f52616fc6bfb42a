import { Text } from 'ink';
import type { ReactElement } from 'react';
import { validationText, testLine } from '../metrics.js';
import type { TrainingState } from '../training-state.js';

import { plural } from '../../../../ui/words.js';

interface SummaryProps {
  readonly state: TrainingState;
  readonly warningsShown: number;
}

/** Below the curves: the best so far, where things are saved, the latest warnings, and what can be done. */
export function Summary({ state, warningsShown }: SummaryProps): ReactElement {
  const { end, checkpoint, warnings, stopping } = state;
  const shown = warnings.slice(-warningsShown);
  const hidden = warnings.length - shown.length;
  const test = end?.result && testLine(end.result);
  const saved = end?.path ?? checkpoint?.path;
  return (
    <>
      <Text wrap="truncate">{bestLine(state)}</Text>
      {test !== undefined && <Text wrap="truncate">{test}</Text>}
      {saved !== undefined && (
        <Text wrap="truncate-middle">
          {end ? `saved in ${saved}` : `checkpoint at step ${checkpoint?.step}: ${saved}`}
        </Text>
      )}
      {shown.map((warning, index) => (
        <Text key={index} color="yellow" wrap="truncate">
          {`! ${warning.message}`}
          {index === 0 && hidden > 0 ? ` (and ${plural(hidden, 'warning')} before)` : ''}
        </Text>
      ))}
      {!end && <Text dimColor>{stopping ? 'stopping: saving first' : 'Ctrl+C saves and stops'}</Text>}
      {end?.reason === 'interrupted' && <Text dimColor>continue with --resume</Text>}
    </>
  );
}

function bestLine({ best, end }: TrainingState): string {
  const held = end?.best ?? best?.validation;
  const epoch = end?.best?.epoch ?? best?.epoch;
  if (!held || epoch === undefined) return 'best so far: -';
  return `${end ? 'best' : 'best so far'}: ${validationText(held)} (validation, epoch ${epoch})`;
}
