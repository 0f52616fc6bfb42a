import { parse } from 'csv-parse/sync';
import { execa } from 'execa';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordBackground, songInScene, randomScene } from '#audio/synthetic/scene.js';
import { randomIndividual, SPECIES } from '#audio/synthetic/species.js';
import { createRng, type Rng } from '#src/rng.js';
import { wavFile } from '../helpers/wav-writer.js';

const program = fileURLToPath(new URL('../../../cli/lyrebird.js', import.meta.url));
const lyrebird = (...args: string[]) => execa(process.execPath, [program, ...args], { stderr: 'inherit' });

const RATE_HZ = 44_100;
const SECONDS = 60;
const SITES = 3;
const NIGHTS = 14;
/** Songs end this long before the next begins, so that it is clear which one a detection is of. */
const PAUSE_SECONDS = 4;

/** A song in a recording. */
interface Song {
  readonly species: string;
  readonly site: string;
  /** Milliseconds since 1970. */
  readonly start: number;
  readonly end: number;
}

/** How well the songs were found. */
export interface Found {
  readonly songs: number;
  readonly detections: number;
  /** Fraction of the detections that overlap a song of their species. */
  readonly precision: number;
  /** Fraction of the songs that overlap a detection of their species. */
  readonly recall: number;
  /** Median of the distance from a song's start to that of its first detection. */
  readonly medianOnsetErrorSeconds: number;
  /** The same with its sign: negative where detections begin early. */
  readonly medianOnsetShiftSeconds: number;
}

/** Trains a model on the synthetic corpus with the recipe for birds. @returns the folder of the run */
export async function trainOnSynthetic(folder: string): Promise<string> {
  const [corpus, run] = [join(folder, 'corpus'), join(folder, 'run')];
  await lyrebird('data', 'synth', corpus, '--individuals', '12', '--background', '24', '--quiet');
  await lyrebird('train', '--task', 'birds', '--data', corpus, '--out', run, '--quiet');
  return run;
}

/** Writes a season of recordings with songs of birds that were not in training, and finds them with a model. */
export async function findSongs(folder: string, model: string, options: readonly string[]): Promise<Found> {
  const season = join(folder, 'songs');
  const songs = await writeSongs(season, createRng(2024).split('songs'));
  const out = join(folder, `results${options.join('')}`);
  const settings = ['--timezone', 'Europe/Berlin', '--quiet', '--overwrite', ...options];
  await lyrebird('classify', season, '--model', model, '--out', out, ...settings);
  const rows: readonly Readonly<Record<string, string>>[] = parse(readFileSync(join(out, 'detections.csv')), {
    columns: true,
  });
  const detections = rows.map((row): Song => {
    const start = Date.parse(row['start_utc']!);
    const seconds = Number(row['end_seconds']) - Number(row['start_seconds']);
    return { species: row['species']!, site: row['site']!, start, end: start + 1000 * seconds };
  });
  const isOf = (detection: Song, song: Song): boolean =>
    detection.site === song.site &&
    detection.species === song.species &&
    detection.start < song.end &&
    detection.end > song.start;
  const shifts = songs.flatMap((song) => {
    const first = detections.filter((detection) => isOf(detection, song)).map(({ start }) => start - song.start);
    return first.length === 0 ? [] : [Math.min(...first) / 1000];
  });
  return {
    songs: songs.length,
    detections: detections.length,
    precision: detections.filter((detection) => songs.some((song) => isOf(detection, song))).length / detections.length,
    recall: shifts.length / songs.length,
    medianOnsetErrorSeconds: median(shifts.map(Math.abs)),
    medianOnsetShiftSeconds: median(shifts),
  };
}

async function writeSongs(season: string, rng: Rng): Promise<Song[]> {
  const songs: Song[] = [];
  for (let site = 0; site < SITES; site++) {
    for (let night = 0; night < NIGHTS; night++) {
      const own = rng.split(site, night);
      const start = Date.UTC(2024, 2, 24 + night, 2 + site, 0, own.integer(60));
      const name = `site-${site + 1}`;
      const stamp = new Date(start).toISOString().slice(0, 19).replaceAll(/[-:]/g, '').replace('T', '_');
      const recording = recordSongs(own);
      for (const { species, startSeconds, endSeconds } of recording.songs) {
        songs.push({ species, site: name, start: start + 1000 * startSeconds, end: start + 1000 * endSeconds });
      }
      await mkdir(join(season, name), { recursive: true });
      await writeFile(join(season, name, `${stamp}Z.wav`), wavFile([recording.samples], { sampleRateHz: RATE_HZ }));
    }
  }
  return songs;
}

/** Makes a minute with birds that sing one after the other. */
function recordSongs(rng: Rng) {
  const scene = randomScene(rng.split('scene'));
  const background = recordBackground(scene, SECONDS * RATE_HZ, RATE_HZ, rng.split('background'));
  const samples = Float64Array.from(background);
  const noise = level(samples);
  const songs: { species: string; startSeconds: number; endSeconds: number }[] = [];
  for (let at = 2 + 3 * rng.uniform(); ;) {
    const seconds = 2 + 4 * rng.uniform();
    if (at + seconds + 1 > SECONDS) break;
    const own = rng.split('song', songs.length);
    const species = SPECIES[own.integer(SPECIES.length)]!;
    const bird = randomIndividual('singer', own.split('bird'));
    const song = songInScene({ species, bird }, scene, Math.round(seconds * RATE_HZ), RATE_HZ, own);
    const gain = (10 ** (scene.songToNoiseDb / 20) * noise) / level(song);
    const first = Math.round(at * RATE_HZ);
    song.forEach((sample, index) => (samples[first + index]! += gain * sample));
    const peak = song.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
    // It begins with the first syllable, not with the rest of one before.
    const [from, to] = [
      song.findIndex((x) => Math.abs(x) > peak / 20),
      song.findLastIndex((x) => Math.abs(x) > peak / 20),
    ];
    songs.push({ species: species.name, startSeconds: (first + from) / RATE_HZ, endSeconds: (first + to) / RATE_HZ });
    at += seconds + PAUSE_SECONDS + 4 * rng.uniform();
  }
  const peak = samples.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);
  return { songs, samples: samples.map((sample) => (0.7 * sample) / peak) };
}

function level(samples: Float64Array): number {
  return Math.sqrt(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? NaN;
}
