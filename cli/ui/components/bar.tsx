import type { ReactElement } from 'react';
import { partsThatFit } from '../fit.js';
import { Text } from './text.js';

const MIN_BAR_COLUMNS = 5;

export interface BarProps {
  /** Fraction that is done, 0 to 1. */
  readonly fraction: number;
  /** What stands behind the percentage; left out from the end in a narrow terminal. */
  readonly labels: readonly string[];
  readonly columns: number;
}

/**
 * A progress bar with percentage and labels; the percentage alone if there is no room for a bar. A fraction below 0 or
 * above 1 counts as that.
 */
export function Bar({ fraction: given, labels, columns }: BarProps): ReactElement {
  const fraction = Math.min(1, Math.max(0, given));
  const percentage = `${(fraction * 100).toFixed(0)}%`;
  const room = columns - MIN_BAR_COLUMNS - 1;
  if (room < percentage.length) return <Text>{partsThatFit([{ text: percentage }], columns, '')[0]!.text}</Text>;
  const parts = [percentage.padStart(4), ...labels].map((text) => ({ text }));
  const text = ` ${partsThatFit(parts, room, '  ')
    .map((part) => part.text)
    .join('  ')}`;
  const length = columns - text.length;
  const filled = Math.round(fraction * length);
  return (
    <Text>
      <Text color="green">{'━'.repeat(filled)}</Text>
      <Text dimColor>{'─'.repeat(length - filled)}</Text>
      {text}
    </Text>
  );
}
