import { Text } from 'ink';
import type { ReactElement } from 'react';
import type { StartEvent } from '../../../../../src/train/index.js';
import { outputCountText, trainingDataText } from '../metrics.js';
import { count } from '../../../../ui/words.js';

/** What is being trained, on what, and by what. */
export function Header({ start, compact }: { readonly start: StartEvent; readonly compact: boolean }): ReactElement {
  const heldSources = start.units.source === undefined ? '' : ` of ${count(start.validationSources)}`;
  return (
    <>
      <Text wrap="truncate">
        <Text bold>lyrebird {start.task}</Text>
        {`  ${start.model}  ${count(start.parameters)} parameters  ${outputCountText(start)}  seed ${start.seed}`}
      </Text>
      {!compact && (
        <>
          <Text wrap="truncate">
            {`${start.engine} on ${start.device}`}
            <Text dimColor>{`  ${start.engineDescription}`}</Text>
          </Text>
          <Text wrap="truncate">
            {trainingDataText(start, ' + ') +
              `, validation ${count(start.validationExamples)}${heldSources}, batch ${start.batchSize}`}
          </Text>
        </>
      )}
    </>
  );
}
