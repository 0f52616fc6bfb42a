import { expect, it } from 'vitest';
import { repeatedWarnings } from '#cli/commands/classify/repeated-warnings.js';

it('takes warnings that differ in numbers and quoted values for one kind', () => {
  const lines: string[] = [];
  const warnings = repeatedWarnings((line) => lines.push(line));
  for (let n = 1; n <= 7; n++) warnings.add(`${n}.wav`, `has a date that is none: "1${n}.05.2024"`);
  for (let n = 1; n <= 6; n++) warnings.add(`${n}.wav`, `GUANO says 2024-05-1${n}T05:30:00, but its name 0${n}:30`);
  warnings.finish();
  expect(lines).toHaveLength(12);
  expect(lines.slice(-2)).toEqual([
    'warning: 2 more recordings: similar warnings, such as: has a date that is none: "11.05.2024"',
    'warning: 1 more recording: similar warnings, such as: GUANO says 2024-05-11T05:30:00, but its name 01:30',
  ]);
});

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
