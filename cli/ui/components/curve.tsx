import { Box } from 'ink';
import type { ReactElement } from 'react';
import { chartLines } from '../chart.js';
import { Line } from './line.js';
import { Text } from './text.js';

export interface CurveProps {
  readonly label: string;
  /** What the label means; left out in a narrow terminal. */
  readonly title: string;
  readonly latest: string;
  readonly colour: string;
  readonly values: readonly number[];
  readonly columns: number;
  /** Rows of the chart; 0 draws the title only. */
  readonly rows: number;
  readonly format: (value: number) => string;
  /** Fraction of the run that is done, 0 to 1. */
  readonly fraction: number;
}

/** The curve so far under a title with the latest value. */
export function Curve(props: CurveProps): ReactElement {
  const { label, title, latest, colour, values, columns, rows, format, fraction } = props;
  const lines = rows > 0 ? chartLines(values, { columns, rows, format, fraction }) : [];
  return (
    <Box flexDirection="column" width={columns}>
      <Line
        parts={[{ text: label }, { text: title, rank: 3 }, { text: latest, rank: 2, color: colour }]}
        columns={columns}
        separator=" "
      />
      {lines.map((line, row) => (
        <Text key={row} color={colour}>
          {line === '' ? ' ' : line}
        </Text>
      ))}
    </Box>
  );
}
