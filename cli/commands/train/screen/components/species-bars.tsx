import { Box } from 'ink';
import type { ReactElement } from 'react';
import stringWidth from 'string-width';
import { printable } from '../../../../../src/printable.js';
import type { Layout } from '../layout.js';
import type { SpeciesScore } from '../training-state.js';
import { Text } from '../../../../ui/components/text.js';
import { firstThatFits, fittedColumn } from '../../../../ui/fit.js';

interface SpeciesBarsProps {
  /** The highest score first. */
  readonly species: readonly SpeciesScore[];
  readonly layout: Layout;
}

/** Columns between two columns of bars. */
const GAP = 2;
/** Columns of a value, such as ` 0.52`. */
const VALUE_COLUMNS = 5;
const MAX_NAME_COLUMNS = 24;
/** A bar has at least as many columns, if need be at the cost of names. */
const MIN_BAR_LENGTH = 8;

/**
 * A bar per species: average precision in the last validation, the highest first, down one column after the other. If
 * not all fit, the highest and the lowest.
 */
export function SpeciesBars({ species, layout }: SpeciesBarsProps): ReactElement {
  const { columns, barColumns, barRows } = layout;
  const room = barColumns * barRows;
  const all = species.length <= room;
  const [high, low] = [Math.ceil(room / 2), Math.floor(room / 2)];
  const shown = all ? species : [...species.slice(0, high), ...species.slice(species.length - low)];
  const width = Math.floor((columns - GAP * (barColumns - 1)) / barColumns);
  const longest = Math.max(...shown.map(({ name }) => stringWidth(printable(name))));
  const nameColumns = Math.min(longest, MAX_NAME_COLUMNS, width - MIN_BAR_LENGTH - VALUE_COLUMNS - 1);
  const length = width - nameColumns - 1 - VALUE_COLUMNS;
  const title = 'average precision of species';
  const titles = all
    ? [title]
    : [`${title}: highest ${high} and lowest ${low} of ${species.length}`, `${title}, ${room} of ${species.length}`];
  return (
    <>
      <Text>{firstThatFits(titles, columns)}</Text>
      <Box columnGap={GAP} width={columns}>
        {Array.from({ length: barColumns }, (_, column) => (
          <Box key={column} flexDirection="column" width={width}>
            {shown.slice(column * barRows, (column + 1) * barRows).map(({ name, score }) => {
              const filled = Math.round(score * length);
              return (
                <Text key={name}>
                  {`${fittedColumn(name, nameColumns)} `}
                  <Text color="green">{'━'.repeat(filled)}</Text>
                  <Text dimColor>{'─'.repeat(length - filled)}</Text>
                  {score.toFixed(2).padStart(VALUE_COLUMNS)}
                </Text>
              );
            })}
          </Box>
        ))}
      </Box>
    </>
  );
}
