import { Text } from 'ink';
import type { ReactElement } from 'react';
import type { StartEvent } from '../../../../../src/train/index.js';
import { outputCountText, trainingDataText } from '../metrics.js';
import { count } from '../../../../ui/words.js';

/** Model, engine and data of the run. */
export function Header({ start, compact }: { readonly start: StartEvent; readonly compact: boolean }): ReactElement {
  const validationSources = start.units.source === undefined ? '' : ` of ${count(start.validationSources)}`;
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
              `, validation ${count(start.validationExamples)}${validationSources}, batch ${start.batchSize}`}
          </Text>
        </>
      )}
    </>
  );
}
