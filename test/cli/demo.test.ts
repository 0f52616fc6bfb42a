import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { useTemporaryFolder } from '../helpers/temporary-folder.js';
import { lyrebird, start } from './support/lyrebird.js';

const { at } = useTemporaryFolder();

describe('lyrebird demo', () => {
  it('--quick runs every step, says that its birds are synthetic, and cleans up', async () => {
    const { exitCode, stdout, stderr } = await lyrebird(['demo', '--quick']);
    expect(exitCode).toBe(0);
    expect(stderr).toContain('SYNTHETIC bird species');
    expect(stderr).toMatch(/\nepoch 1 {2}CE/);
    expect(stderr).not.toContain('\\n');

    expect(stdout).toMatch(
      / {2}segments {4}[\d.]+% of [\d,]+ right\n {2}recordings {2}[\d.]+% of \d+ right {3}\(synthetic birds\)\n/,
    );
    const right = Number(/recordings {2}([\d.]+)%/.exec(stdout)![1]);
    expect(right).toBeGreaterThan(80);

    const duets = stdout.match(/^ {2}S\. \w+, S\. \w+ .* [012] of 2\b.*$/gm)!;
    expect(duets).toHaveLength(5);
    const found = duets.reduce((sum, line) => sum + Number(/([012]) of 2/.exec(line)![1]), 0);
    expect(stdout).toContain(`  birds       ${found} of 10 detected   (synthetic birds)\n  mistakes    `);
    expect(found).toBeGreaterThan(5);
    expect(stdout).toMatch(/\n {2}no detection in [0-4] of 4 recordings without birds\n$/);

    const folders = [...stderr.matchAll(/ in (\/.*\/(?:corpus|duets))\n/g)].map((match) => match[1]!);
    expect(folders).toHaveLength(2);
    expect(folders.some(existsSync)).toBe(false);
  }, 300_000);

  it('stops on Ctrl+C while it writes recordings, and cleans up', async () => {
    const running = start(['demo']);
    let stderr = '';
    running.stderr.on('data', (text: Buffer) => (stderr += text.toString()));
    await new Promise<void>((resolve) => running.stderr.once('data', () => resolve()));
    running.kill('SIGINT');
    const { exitCode, stdout } = await running;
    expect(exitCode).toBe(130);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/interrupted\n$/);
  }, 60_000);

  it('--quiet prints nothing else, wherever it is stopped, and keeps the folder of --out', async () => {
    const out = at('kept');
    const running = start(['demo', '--quiet', '--out', out]);
    while (!existsSync(join(out, 'corpus'))) await setTimeout(20);
    running.kill('SIGINT');
    const { exitCode, stdout, stderr } = await running;
    expect([exitCode, stdout, stderr]).toEqual([130, '', 'interrupted\n']);
    expect(existsSync(join(out, 'corpus'))).toBe(true);
  }, 60_000);
});
