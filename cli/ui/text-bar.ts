/**
 * Formats a fraction as a bar of characters, without colours.
 * @param fraction 0 to 1
 */
export function textBar(fraction: number, columns: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, fraction)) * columns);
  return '━'.repeat(filled) + '─'.repeat(columns - filled);
}
