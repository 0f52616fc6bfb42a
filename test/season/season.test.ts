import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { planSeason } from './plan.js';
import { checkSeason } from './season.js';

const folder = useTemporaryFolder();

describe('a made season', () => {
  it('has 600 recordings, of which 20 are damaged; the test in the gate has those of two nights', () => {
    expect(planSeason(14)).toHaveLength(600);
    expect(planSeason(14).filter(({ damaged }) => damaged)).toHaveLength(20);
    expect(planSeason(2).filter(({ damaged }) => damaged)).toHaveLength(3);
  });

  it('every time in every output is that of the plan, over midnight and a change to summer time', async () => {
    const checks = await checkSeason(folder.path, 2);
    expect(checks.flatMap(({ what, problems }) => problems.map((problem) => `${what}: ${problem}`))).toEqual([]);
    for (const { rows } of checks) expect(rows).toBeGreaterThan(50);
  });
});
