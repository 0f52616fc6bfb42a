import { Text } from 'ink';
import type { ReactElement } from 'react';
import type { StartEvent } from '../../../src/train/events.js';
import { count, plural } from '../words.js';

/** What is being trained, on what, and by what. */
export function Header({ start, compact }: { readonly start: StartEvent; readonly compact: boolean }): ReactElement {
  const unlabelled = start.unlabelledExamples > 0 ? ` + ${count(start.unlabelledExamples)} unlabelled` : '';
  return (
    <>
      <Text wrap="truncate">
        <Text bold>lyrebird {start.task}</Text>
        {`  ${start.model}  ${count(start.parameters)} parameters  ${plural(start.classes.length, 'class', 'classes')}  seed ${start.seed}`}
      </Text>
      {!compact && (
        <>
          <Text wrap="truncate">
            {`${start.engine} on ${start.device}`}
            <Text dimColor>{`  ${start.engineDescription}`}</Text>
          </Text>
          <Text wrap="truncate">
            {`${plural(start.trainExamples, 'segment')} of ${plural(start.trainSources, 'recording')}${unlabelled}` +
              `, validation ${count(start.validationExamples)} of ${count(start.validationSources)}, batch ${start.batchSize}`}
          </Text>
        </>
      )}
    </>
  );
}
