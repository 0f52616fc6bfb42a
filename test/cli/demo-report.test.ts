import { describe, expect, it } from 'vitest';
import { duetReport } from '#cli/commands/demo/duets.js';
import { withoutBirdsReport } from '#cli/commands/demo/without-birds.js';

describe('the report of duets', () => {
  it('has a line for each, with the species that sing first, and counts birds and mistakes', () => {
    const species = ['Synthetica_duplex', 'Synthetica_nasalis'] as const;
    const report = duetReport([
      { species, detected: ['Synthetica_nasalis', 'Synthetica_duplex'] },
      { species, detected: ['Synthetica_cuculans', 'Synthetica_nasalis'] },
      { species, detected: [] },
    ]);
    expect(report).toBe(
      [
        '  two birds sing         detected',
        '  S. duplex, S. nasalis  S. duplex, S. nasalis    2 of 2',
        '  S. duplex, S. nasalis  S. nasalis, S. cuculans  1 of 2, 1 wrong',
        '  S. duplex, S. nasalis  -                        0 of 2',
        '',
        '  birds       3 of 6 detected   (synthetic birds)',
        '  mistakes    1 species detected that does not sing',
        '',
      ].join('\n'),
    );
  });
});

describe('the report of recordings without birds', () => {
  it('says in how many nothing is detected', () => {
    expect(withoutBirdsReport({ recordings: 6, withoutDetection: 5 })).toBe(
      '  no detection in 5 of 6 recordings without birds\n',
    );
  });
});
