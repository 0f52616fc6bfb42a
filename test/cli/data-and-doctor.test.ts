import { chmodSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { CorpusReport } from '#audio/corpus/inspect.js';
import type { DoctorResult } from '#cli/commands/doctor/doctor.js';
import { sine, wavFile } from '../helpers/wav-writer.js';
import { lyrebird } from './support/lyrebird.js';
import { useTinyRun } from './support/tiny-run.js';

const { folder, corpus } = useTinyRun({ train: false });

describe('lyrebird data', () => {
  it('inspect counts recordings, groups and seconds of every class', async () => {
    const { exitCode, stdout } = await lyrebird(['data', 'inspect', corpus, '--json']);
    expect(exitCode).toBe(0);
    const report = JSON.parse(stdout) as CorpusReport;
    expect(report).toMatchObject({ recordings: 33, seconds: 33, unreadable: 0, problems: [] });
    expect(report.classes[0]).toEqual({
      class: 'Synthetica_alternans',
      background: false,
      recordings: 3,
      groups: 3,
      seconds: 3,
    });
    expect(report.classes.at(-1)).toMatchObject({ class: 'background', background: true });
    expect(report.sampleRates).toEqual([{ sampleRateHz: 44_100, recordings: 33 }]);
  });

  it('inspect names files that cannot be used: exit code 4', async () => {
    const data = join(folder, 'troubled');
    mkdirSync(join(data, 'wren'), { recursive: true });
    writeFileSync(join(data, 'wren', 'empty.wav'), '');
    symlinkSync('nowhere', join(data, 'owl'));
    const { exitCode, stdout } = await lyrebird(['data', 'inspect', data]);
    expect(exitCode).toBe(4);
    expect(stdout).toContain('4 problems:\n');
    expect(stdout).toContain(`! ${join(data, 'owl')}: left out: a link to something that does not exist\n`);
    expect(stdout).toContain('! wren: has one recording, so none can be held out for validation\n');
    expect(stdout).toContain(`! ${join(data, 'wren', 'empty.wav')}: empty file (0 bytes)\n`);
  });

  it('inspect tells when and where recordings were made', async () => {
    const data = join(folder, 'dated');
    const tone = wavFile([sine(2000, 8000, { sampleRateHz: 8000 })], { sampleRateHz: 8000 });
    const names = [
      'wren/pond/20241027_013000.WAV',
      'wren/pond/20241027_023000.WAV',
      'owl/S4A03895_20240512_053000.wav',
    ];
    for (const [index, name] of [...names, 'owl/XC123456.wav'].entries()) {
      mkdirSync(dirname(join(data, name)), { recursive: true });
      writeFileSync(join(data, name), Buffer.concat([tone, Buffer.alloc(index)]));
    }
    writeFileSync(join(data, 'metadata.csv'), 'file,latitude,longitude\nwren/pond/20241027_013000.WAV,52.5,13.4\n');

    const plain = await lyrebird(['data', 'inspect', data]);
    expect(plain.stdout).toContain('Dates: 3 of 4 recordings, 3 in an unknown time zone (--timezone)\n');
    expect(plain.stdout).toMatch(/S4A03895 +1 +1 +2024-05-12 05:30:00 +2024-05-12 05:30:00 +- +file name\n/);
    expect(plain.stdout).toMatch(/pond +2 +2 +2024-10-27 01:30:00 +2024-10-27 02:30:00 +52.5 13.4 +file name\n/);
    expect(plain.stdout).toMatch(/\(unknown\) +1 +0 +- +- +- +-\n/);
    // These may be sites; with recordings of background, they are species.
    const note = 'Folders are taken for species; ';
    expect(plain.stdout).toContain(`\n${note}`);
    mkdirSync(join(data, 'noise'));
    writeFileSync(join(data, 'noise', '20240512_053000.wav'), tone);
    expect((await lyrebird(['data', 'inspect', data])).stdout).not.toContain(note);
    rmSync(join(data, 'noise'), { recursive: true });

    const zoned = await lyrebird(['data', 'inspect', data, '--timezone', 'Europe/Berlin', '--json']);
    const { sites, origins, problems } = JSON.parse(zoned.stdout) as CorpusReport;
    expect(sites.map(({ site, last }) => [site, last])).toEqual([
      ['S4A03895', '2024-05-12T05:30:00+02:00'],
      ['pond', '2024-10-27T02:30:00+02:00'],
      [undefined, undefined],
    ]);
    expect(origins.map(({ file, start }) => [file, start?.utc])).toEqual([
      ['owl/S4A03895_20240512_053000.wav', '2024-05-12T03:30:00Z'],
      ['owl/XC123456.wav', undefined],
      ['wren/pond/20241027_013000.WAV', '2024-10-26T23:30:00Z'],
      ['wren/pond/20241027_023000.WAV', '2024-10-27T00:30:00Z'],
    ]);
    expect(problems.filter((problem) => problem.includes('occurs twice'))).toHaveLength(1);
  });

  it('inspect takes a folder without species, and refuses an unknown time zone', async () => {
    const data = join(folder, 'card');
    mkdirSync(data);
    const tone = wavFile([sine(2000, 8000, { sampleRateHz: 8000 })], { sampleRateHz: 8000 });
    writeFileSync(join(data, '20240512_053000.WAV'), tone);
    const { stdout } = await lyrebird(['data', 'inspect', data, '--timezone', '+01:00']);
    expect(stdout).toContain(': 1 recording, 1s\n');
    expect(stdout).toMatch(/\(unknown\) +1 +1 +2024-05-12 05:30:00 \+01:00 /);
    const { exitCode, stderr } = await lyrebird(['data', 'inspect', data, '--timezone', 'Berlin']);
    expect(exitCode).toBe(2);
    expect(stderr).toContain('did you mean Europe/Berlin?');
  });

  it('synth writes a corpus that is marked synthetic, and keeps an existing one', async () => {
    const out = join(folder, 'synth');
    const args = [
      'data',
      'synth',
      out,
      '--individuals',
      '3',
      '--recordings',
      '1',
      '--seconds',
      '1',
      '--background',
      '0',
    ];
    const written = await lyrebird(args);
    expect(written.stderr).toBe(`${out}: synthetic corpus written: 30 recordings, 30s, 10 species; no real birds\n`);
    const again = await lyrebird([...args, '--json']);
    expect(JSON.parse(again.stdout)).toMatchObject({ dir: out, synthetic: true, reused: true, seconds: 30 });
    const other = await lyrebird([...args, '--seed', '2']);
    expect(other.exitCode).toBe(7);
  });
});

describe('lyrebird doctor', () => {
  it('--json tells engines, what is picked and why, ffmpeg, and versions', async () => {
    const { exitCode, stdout } = await lyrebird(['doctor', '--json']);
    expect(exitCode).toBe(0);
    const result = JSON.parse(stdout) as DoctorResult;
    expect(result.picked).toMatchObject({ engine: 'compiled', device: 'cpu', reason: 'the default' });
    expect(result.engines.find(({ engine, device }) => engine === 'compiled' && device === 'cpu')).toMatchObject({
      available: true,
    });
    expect(Object.keys(result.versions)).toEqual(expect.arrayContaining(['@tensorflow/tfjs', 'onnxruntime-node']));
    expect(result.ffmpeg).toHaveProperty('found');
  });

  it('says how to get what is missing, and fails when what was asked for is', async () => {
    const { exitCode, stdout } = await lyrebird(['doctor', '--device', 'gpu', '--ffmpeg', '/nowhere/ffmpeg']);
    expect(stdout).toContain('Picked: eager on gpu');
    expect(stdout).toContain('ffmpeg: ffmpeg from the option --ffmpeg cannot be used');
    expect(stdout).toContain('To get it: ');
    expect([0, 5]).toContain(exitCode);
    if (exitCode === 5) expect(stdout).toContain('npx lyrebird install-native tensorflow');
  });

  it.each([
    [2018, true],
    [new Date().getFullYear(), false],
  ])('says of an ffmpeg of %i whether it is old, and how to get a newer one', async (year, old) => {
    const ffmpeg = join(folder, `ffmpeg-${year}`);
    writeFileSync(ffmpeg, `#!/bin/sh\necho "ffmpeg version 9.9 Copyright (c) 2000-${year} the FFmpeg developers"\n`);
    chmodSync(ffmpeg, 0o755);
    const { stdout } = await lyrebird(['doctor', '--ffmpeg', ffmpeg]);
    expect(stdout).toContain(`ffmpeg: 9.9 of ${year}, ${ffmpeg} (from option)\n`);
    expect(stdout.includes('years of fixes')).toBe(old);
    expect(stdout.includes('To get a newer one: install ffmpeg (apt install ffmpeg')).toBe(old);
  });
});

describe('lyrebird cache', () => {
  it('shows and deletes the decoded recordings of a training', async () => {
    const env = { LYREBIRD_CACHE: join(folder, 'cache') };
    const cached = async (...flags: string[]): Promise<unknown> =>
      JSON.parse((await lyrebird(['cache', '--json', ...flags], env)).stdout);
    const inspected = ['--task', 'bird10', '--data', corpus, '--out', join(folder, 'cached'), '--quiet'];
    // The recordings have 44.1 kHz; WAV is kept only if it has another rate.
    const settings = ['--set', 'audio.sampleRateHz=22050', 'audio.segmentSeconds=0.4', 'train.maxSteps=1'];
    expect((await lyrebird(['train', ...inspected, ...settings], env)).exitCode).toBe(0);
    expect(await cached()).toMatchObject({ folder: env.LYREBIRD_CACHE, recordings: 33, limitBytes: 5e9 });
    const { stdout } = await lyrebird(['cache'], env);
    expect(stdout).toMatch(/cache: 33 decoded recordings, 2\.9 MB of at most 5\.0 GB\n$/);
    const off = await lyrebird(['cache', '--clear'], { ...env, LYREBIRD_CACHE_GB: '0' });
    expect(off.stdout).toMatch(/cache: deleted 33 decoded recordings, 2\.9 MB\n$/);
    expect(await cached('--clear')).toMatchObject({ recordings: 0, cleared: true });
    expect(await cached()).toMatchObject({ recordings: 0, bytes: 0 });
  });
});
