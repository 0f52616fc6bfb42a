import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createWorkload } from '#audio/classify/workload.js';
import { useTemporaryFolder } from '../../helpers/temporary-folder.js';
import { wavHeader } from '../../helpers/wav-header.js';

const { at } = useTemporaryFolder();

/** Writes a WAV file of silence. */
function wav(name: string, seconds: number): string {
  const samples = 1000 * seconds;
  writeFileSync(at(name), Buffer.concat([wavHeader(samples, 1000), Buffer.alloc(2 * samples)]));
  return at(name);
}

/** Writes a file that is no WAV, with some bytes. */
function other(name: string, bytes: number): string {
  writeFileSync(at(name), Buffer.alloc(bytes, 1));
  return at(name);
}

describe('the sound that is to be classified', () => {
  it('is as long as the headers of WAV files say', async () => {
    const workload = createWorkload();
    const [a, b] = [wav('a.wav', 3), wav('b.wav', 5)];
    expect(workload.expectedSeconds).toBeUndefined();
    await workload.survey([a, b, at('missing.wav')]);
    expect(workload.expectedSeconds).toBe(8);
    workload.advance(a, 1, 3);
    workload.advance(b, 2, 5);
    expect(workload.doneSeconds).toBe(3);
    workload.finish(a, 2.5);
    expect([workload.doneSeconds, workload.expectedSeconds]).toEqual([4.5, 7.5]);
    workload.drop(b);
    expect([workload.doneSeconds, workload.expectedSeconds]).toEqual([2.5, 2.5]);
  });

  it('is estimated from the size of other files, and better once one of them is known', async () => {
    const workload = createWorkload();
    const [a, b] = [other('a.mp3', 16_000), other('b.mp3', 32_000)];
    await workload.survey([a, b]);
    expect(workload.expectedSeconds).toBe(3);
    workload.advance(a, 0.5, 4);
    expect(workload.expectedSeconds).toBe(12);
    workload.finish(a, 4);
    workload.finish(b, 9);
    expect([workload.doneSeconds, workload.expectedSeconds]).toEqual([13, 13]);
  });

  it('counts nothing that was finished or dropped before it was looked at', async () => {
    const workload = createWorkload();
    const [a, b, c] = [wav('x.wav', 3), wav('y.wav', 5), wav('z.wav', 7)];
    workload.drop(a);
    workload.finish(b, 4);
    await workload.survey([a, b, c]);
    expect([workload.doneSeconds, workload.expectedSeconds]).toEqual([4, 11]);
  });

  it('remains unknown if the survey is stopped', async () => {
    const workload = createWorkload();
    await workload.survey([wav('stopped.wav', 3)], AbortSignal.abort());
    expect(workload.expectedSeconds).toBeUndefined();
  });
});
