import type { ReactElement } from 'react';
import type { StartEvent } from '../../../../../src/train/index.js';
import { outputCountText, trainingDataText } from '../metrics.js';
import { count } from '../../../../ui/words.js';
import { Line } from '../../../../ui/components/line.js';

interface HeaderProps {
  readonly start: StartEvent;
  readonly compact: boolean;
  readonly columns: number;
}

/** Model, engine and data of the run. */
export function Header({ start, compact, columns }: HeaderProps): ReactElement {
  const validationSources = start.units.source === undefined ? '' : ` of ${count(start.validationSources)}`;
  return (
    <>
      <Line
        columns={columns}
        parts={[
          { text: `lyrebird ${start.task}`, bold: true },
          { text: start.model },
          { text: `${count(start.parameters)} parameters` },
          { text: outputCountText(start) },
          { text: `seed ${start.seed}` },
        ]}
      />
      {!compact && (
        <>
          <Line
            columns={columns}
            parts={[{ text: `${start.engine} on ${start.device}` }, { text: start.engineDescription, dimColor: true }]}
          />
          <Line
            columns={columns}
            separator=", "
            parts={[
              { text: trainingDataText(start, ' + ') },
              { text: `validation ${count(start.validationExamples)}${validationSources}` },
              { text: `batch ${start.batchSize}` },
            ]}
          />
        </>
      )}
    </>
  );
}
