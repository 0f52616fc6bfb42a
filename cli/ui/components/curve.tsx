import { Box, Text } from 'ink';
import type { ReactElement } from 'react';
import { chartLines } from '../chart.js';

export interface CurveProps {
  readonly title: string;
  readonly latest: string;
  readonly colour: string;
  readonly values: readonly number[];
  readonly columns: number;
  /** 0: the title only. */
  readonly rows: number;
  readonly format: (value: number) => string;
  /** How far the run is, 0 to 1. */
  readonly fraction: number;
}

/** A title with the latest value, and below it the curve so far. */
export function Curve({ title, latest, colour, values, columns, rows, format, fraction }: CurveProps): ReactElement {
  const lines = rows > 0 ? chartLines(values, { columns, rows, format, fraction }) : [];
  return (
    <Box flexDirection="column" width={columns}>
      <Text wrap="truncate">
        {title} <Text color={colour}>{latest}</Text>
      </Text>
      {lines.map((line, row) => (
        <Text key={row} color={colour} wrap="truncate">
          {line === '' ? ' ' : line}
        </Text>
      ))}
    </Box>
  );
}
