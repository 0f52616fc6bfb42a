import { Text } from 'ink';
import type { ReactElement } from 'react';

/** A line with a bar, filled as far as `share` in [0, 1] says, and what stands behind it. */
export function Bar({
  share,
  label,
  columns,
}: {
  readonly share: number;
  readonly label: string;
  readonly columns: number;
}): ReactElement {
  const text = ` ${(share * 100).toFixed(0).padStart(3)}%  ${label}`;
  const length = Math.max(5, columns - text.length);
  const filled = Math.round(share * length);
  return (
    <Text wrap="truncate">
      <Text color="green">{'━'.repeat(filled)}</Text>
      <Text dimColor>{'─'.repeat(length - filled)}</Text>
      {text}
    </Text>
  );
}
