import { Text } from 'ink';
import type { ReactElement } from 'react';

/** A line with a bar, filled as far as `fraction` in [0, 1] says, and what stands behind it. */
export function Bar({
  fraction,
  label,
  columns,
}: {
  readonly fraction: number;
  readonly label: string;
  readonly columns: number;
}): ReactElement {
  const text = ` ${(fraction * 100).toFixed(0).padStart(3)}%  ${label}`;
  const length = Math.max(5, columns - text.length);
  const filled = Math.round(fraction * length);
  return (
    <Text wrap="truncate">
      <Text color="green">{'━'.repeat(filled)}</Text>
      <Text dimColor>{'─'.repeat(length - filled)}</Text>
      {text}
    </Text>
  );
}
