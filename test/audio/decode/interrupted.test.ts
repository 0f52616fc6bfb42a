import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadCorpus, scanCorpus } from '#audio/corpus/index.js';
import { openAudio } from '#audio/decode/open.js';
import { DEFAULT_SEGMENTS } from '#audio/segments/index.js';
import { processTree, type ProcessInfo } from '../../helpers/process-tree.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { ffmpeg, messageOf } from '../support.js';

const folder = useTemporaryFolder();
const script = fileURLToPath(new URL('../../fixtures/audio/hold-recording.mjs', import.meta.url));
const options = { sampleRateHz: 44_100 };

/** Longer than what fits into the buffers between ffmpeg and the reader, and than a test looks for ffmpeg. */
let long: string;
beforeAll(async () => {
  long = join(folder.path, 'corpus/wren/long.flac');
  await folder.write('corpus/robin/.keep', '');
  await folder.write('corpus/wren/.keep', '');
  await ffmpeg('-f', 'lavfi', '-i', 'sine=1000:d=1800', long);
});

async function runningFfmpeg(parent = process.pid): Promise<readonly ProcessInfo[]> {
  return (await processTree(parent)).filter(({ name }) => name === 'ffmpeg');
}

/** Reads a recording, and calls back after the first chunk. */
async function readAnd(onFirst: () => Promise<void> | void, signal?: AbortSignal): Promise<void> {
  const source = await openAudio(long, { ...options, ...(signal && { signal }) });
  let first = true;
  for await (const _ of source.chunks()) {
    if (first) await onFirst();
    first = false;
  }
}

describe.skipIf(!existsSync('/proc/self/status'))('ffmpeg as a process (skipped where /proc lists none)', () => {
  it('is in a group of its own, which Ctrl+C does not reach', async () => {
    const [self] = await processTree(process.pid);
    await readAnd(async () => {
      const [child, ...others] = await runningFfmpeg();
      expect(others).toEqual([]);
      expect(child!.group).toBe(child!.id);
      expect(child!.group).not.toBe(self!.group);
    });
  });

  it.each([
    ['SIGINT', 'signal 2'],
    ['SIGTERM', 'signal 15'],
    ['SIGKILL', 'SIGKILL'],
  ] as const)('ended by %s: the recording is not called damaged', async (signal, name) => {
    const reading = readAnd(async () => {
      for (const { id } of await runningFfmpeg()) process.kill(id, signal);
    });
    expect(await messageOf(reading)).toBe(`${long}: not read: ffmpeg ended by ${name}; try again`);
  });

  it.each([0, 50])('that ends %i ms before the signal is known here: no recording is named', async (delay) => {
    const stop = new AbortController();
    const warnings: unknown[] = [];
    const corpus = await scanCorpus(join(folder.path, 'corpus'), { minimumClasses: 0 });
    const loading = loadCorpus(corpus, DEFAULT_SEGMENTS, {
      signal: stop.signal,
      onWarning: (warning) => warnings.push(warning),
    });
    await Promise.all([
      expect(loading).rejects.toThrow('enough'),
      (async () => {
        await expect.poll(async () => (await runningFfmpeg()).length, { timeout: 30_000 }).toBe(1);
        for (const { id } of await runningFfmpeg()) process.kill(id, 'SIGINT');
        await sleep(delay);
        stop.abort(new Error('enough'));
      })(),
    ]);
    expect(warnings).toEqual([]);
  });

  it('ends when reading stops early, is never begun, or is aborted at any time', async () => {
    const source = await openAudio(long, options);
    for await (const chunk of source.chunks()) if (chunk.length > 0) break;
    const unread = await openAudio(long, options);
    await unread.close();
    const stop = new AbortController();
    expect(await messageOf(readAnd(() => stop.abort(new Error('enough')), stop.signal))).toBe('enough');
    for (const delay of [0, 5, 30]) {
      const soon = new AbortController();
      const opening = readAnd(() => undefined, soon.signal);
      setTimeout(() => soon.abort(new Error('enough')), delay);
      expect(await messageOf(opening)).toBe('enough');
    }
    await expect.poll(runningFfmpeg, { timeout: 10_000 }).toEqual([]);
  });

  it('ends when the program is killed', async () => {
    const holder = spawn(process.execPath, [script, long], { stdio: ['ignore', 'pipe', 'inherit'] });
    await once(holder.stdout, 'data');
    const [child] = await runningFfmpeg(holder.pid);
    holder.kill('SIGKILL');
    // Empty for a process that has ended and that nobody has asked about.
    const commandLine = (): Promise<string> => readFile(`/proc/${child!.id}/cmdline`, 'utf8').catch(() => '');
    await expect.poll(commandLine, { timeout: 10_000 }).toBe('');
  });
});
