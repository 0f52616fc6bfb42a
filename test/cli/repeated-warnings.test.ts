import { expect, it } from 'vitest';
import { repeatedWarnings } from '#cli/commands/classify/repeated-warnings.js';

it('shows the same warning of five recordings, and then how many more had it', () => {
  const lines: string[] = [];
  const warnings = repeatedWarnings((line) => lines.push(line));
  for (let n = 1; n <= 8; n++) warnings.add(`${n}.wav`, 'clipped');
  warnings.add('9.wav', 'silent');
  warnings.finish();
  warnings.finish();
  expect(lines).toEqual([
    ...[1, 2, 3, 4, 5].map((n) => `warning: ${n}.wav: clipped`),
    'warning: 9.wav: silent',
    'warning: 3 more recordings: clipped',
  ]);
});
