import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { lyrebird } from './support/lyrebird.js';

describe('lyrebird demo', () => {
  it('--quick runs every step, says that its birds are synthetic, and cleans up', async () => {
    const { exitCode, stdout, stderr } = await lyrebird(['demo', '--quick']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('SYNTHETIC bird species');
    expect(stderr).toMatch(/\nepoch 1 {2}CE/);
    expect(stdout).toMatch(
      / {2}segments {4}[\d.]+% of [\d,]+ right\n {2}recordings {2}[\d.]+% of \d+ right {3}\(synthetic birds\)\n/,
    );
    const corpus = /of audio in (.*)\n/.exec(stderr)![1]!;
    expect(existsSync(corpus)).toBe(false);
  }, 180_000);
});
