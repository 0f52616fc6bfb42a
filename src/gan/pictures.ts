import { join } from 'node:path';
import { makeFolder, writeFileAtomically } from '../files/index.js';
import type { Engine } from '../engine/index.js';
import { pictureGrid, pictureUrl, writeFigure, type ChartSpec, type Figure, type GridCell } from '../figures/index.js';
import { exampleCount, defaultSpectrogram, frameCount, spectrograms, type ExampleMatrix } from './metrics/index.js';
import type { CurveRow } from './progress.js';
import type { EbganConfig, GanData, SegmentExamples } from './kinds/index.js';
import type { RunMeasurements } from './metrics/measure.js';
import type { SegmentMeasures } from './metrics/measures.js';

/** Context for drawing the figures of a run. */
export interface PictureOptions {
  readonly config: EbganConfig;
  readonly engine: Engine;
  readonly data: GanData;
  /** Folder of the run. */
  readonly out: string;
}

const COLUMNS = 10;
/** Dynamic range of the spectrograms, below the loudest band of the segment. */
const DYNAMIC_RANGE_DB = 50;
const WAVE = { width: 160, height: 48 };

/** Draws the samples of one training step as a figure. @returns path of the PNG file */
export async function drawSamples(step: number, samples: Float32Array, options: PictureOptions): Promise<string> {
  const { data, config, out } = options;
  const size = data.train.inputShape.reduce((product, axis) => product * axis, 1);
  const matrix = { values: samples, size };
  const rows = data.examples.kind === 'segments' ? 2 : exampleCount(matrix) / COLUMNS;
  const pictures = await picturesOf(matrix, options, rows * COLUMNS);
  const figure = gridOf(
    Array.from({ length: rows }, (_, row) => ({
      name: `${row * COLUMNS + 1}-${(row + 1) * COLUMNS}`,
      pictures: pictures.slice(row * COLUMNS, (row + 1) * COLUMNS),
    })),
    {
      title: `${config.task}: samples at step ${step}`,
      subtitle: `seed ${config.seed}; the same latent noise at every step`,
    },
  );
  const { png } = await writeFigure(join(out, 'samples'), `step-${String(step).padStart(7, '0')}`, figure);
  return png;
}

/** Draws a finished run: energies over the steps, and samples next to real examples. @returns paths of the PNG files */
export async function drawRun(
  measured: RunMeasurements,
  curve: readonly CurveRow[],
  options: PictureOptions,
): Promise<readonly string[]> {
  const { config, data, out } = options;
  const energies = await writeFigure(out, 'energies', energyFigure(curve, config));
  if (measured.measures.kind === 'images' || data.examples.kind === 'images') {
    const samples = await writeFigure(out, 'samples', await imageFigure(measured, options));
    return [energies.png, samples.png];
  }
  const samples = await writeFigure(out, 'samples', await soundFigure(measured, data.examples, options));
  const spectra = await writeFigure(out, 'spectra', spectraFigure(measured.measures, config));
  await writeSounds(measured, data.examples, out);
  return [energies.png, samples.png, spectra.png];
}

interface PictureRow {
  readonly name: string;
  readonly pictures: readonly string[];
}

function gridOf(
  rows: readonly PictureRow[],
  { title, subtitle, cellSize }: { title: string; subtitle: string; cellSize?: number },
): Figure {
  const cells = rows.flatMap(({ name, pictures }): GridCell[] =>
    pictures.map((url, column) => ({ row: name, column: String(column + 1), url })),
  );
  return {
    chart: pictureGrid(cells, { title, subtitle, ...(cellSize !== undefined && { cellSize }) }),
    // A table cannot hold the pictures themselves; it lists which picture is in which cell.
    rows: cells.map(({ row, column }) => ({ row, column: Number(column) })),
  };
}

/** Generated images, each with its nearest training image below, and real images. */
async function imageFigure(
  { generated, real, nearestTraining }: RunMeasurements,
  options: PictureOptions,
): Promise<Figure> {
  const { config, data } = options;
  const rows: PictureRow[] = [];
  const generatedPictures = await picturesOf(generated, options, 4 * COLUMNS);
  for (let row = 0; row < 4; row++) {
    const [start, end] = [row * COLUMNS, (row + 1) * COLUMNS];
    const closest = new Float32Array(COLUMNS * generated.size);
    const indices = [...nearestTraining!.slice(start, end)];
    for (const [i, index] of indices.entries()) data.train.read(index, closest, i * generated.size);
    rows.push({ name: `generated ${row + 1}`, pictures: generatedPictures.slice(start, end) });
    rows.push({
      name: `nearest to ${row + 1}`,
      pictures: await picturesOf({ values: closest, size: generated.size }, options, indices.length),
    });
  }
  const realPictures = await picturesOf(real, options, 2 * COLUMNS);
  rows.push(
    { name: 'real 1', pictures: realPictures.slice(0, COLUMNS) },
    { name: 'real 2', pictures: realPictures.slice(COLUMNS) },
  );
  return gridOf(
    rows.filter(({ pictures }) => pictures.length > 0),
    {
      title: `${config.task}: generated and real images`,
      subtitle:
        `seed ${config.seed}, step ${config.train.steps}; ` +
        `below each row: the nearest training images; real: held-out examples`,
      cellSize: 44,
    },
  );
}

/** Generated and real segments: spectrograms, with the waveforms below. */
async function soundFigure(
  { generated, real }: RunMeasurements,
  { sampleRateHz, segmentSeconds }: SegmentExamples,
  options: PictureOptions,
): Promise<Figure> {
  const { config } = options;
  const [columns, cellSize] = [6, 96];
  const rows: PictureRow[] = [];
  for (const [name, matrix] of [
    ['generated', generated],
    ['real', real],
  ] as const) {
    const pictures = await picturesOf(matrix, options, 2 * columns);
    for (let row = 0; row < 2; row++) {
      const waves = Array.from({ length: columns }, (_, i) => wavePicture(rowOf(matrix, row * columns + i)));
      rows.push({ name: `${name} ${row + 1}`, pictures: pictures.slice(row * columns, (row + 1) * columns) });
      rows.push({ name: `${name} ${row + 1}, wave`, pictures: waves });
    }
  }
  const { highestHz, lowestHz } = defaultSpectrogram(real.size, sampleRateHz);
  return gridOf(rows, {
    title: `${config.task}: generated and real segments`,
    subtitle:
      `seed ${config.seed}, step ${config.train.steps}; ${segmentSeconds} s each, ` +
      `${lowestHz} to ${Math.round(highestHz)} Hz on a log scale, ` +
      `range ${DYNAMIC_RANGE_DB} dB; real: held-out examples`,
    cellSize,
  });
}

/** Pictures of the first `count` examples: images unchanged, segments as spectrograms. */
async function picturesOf(matrix: ExampleMatrix, options: PictureOptions, count: number): Promise<string[]> {
  const { engine } = options;
  const { train, examples } = options.data;
  const shownCount = Math.min(count, exampleCount(matrix));
  if (examples.kind === 'images') {
    const [height, width, channels] = train.inputShape as [number, number, number];
    const { pixelRange: range } = examples;
    return Array.from({ length: shownCount }, (_, i) =>
      pictureUrl({ values: rowOf(matrix, i), height, width, channels }, range ?? [0, maximum(rowOf(matrix, i))]),
    );
  }
  const settings = defaultSpectrogram(matrix.size, examples.sampleRateHz);
  const first = { values: matrix.values.slice(0, shownCount * matrix.size), size: matrix.size };
  const levels = await spectrograms(engine, first, settings);
  const [bands, frames] = [settings.bands, frameCount(settings)];
  return Array.from({ length: shownCount }, (_, i) => {
    const row = rowOf(levels, i);
    const flipped = new Float32Array(row.length);
    for (let frame = 0; frame < frames; frame++) {
      for (let band = 0; band < bands; band++) {
        flipped[(bands - 1 - band) * frames + frame] = row[frame * bands + band]!;
      }
    }
    const top = maximum(row);
    // Loud is dark, as in printed spectrograms.
    return pictureUrl({ values: flipped.map((level) => -level), height: bands, width: frames, channels: 1 }, [
      -top,
      DYNAMIC_RANGE_DB - top,
    ]);
  });
}

/** Waveform as a picture: in each column a line from the minimum to the maximum sample, black on white. */
function wavePicture(samples: Float32Array): string {
  const { width, height } = WAVE;
  const bound = Math.max(maximum(samples.map(Math.abs)), Number.MIN_VALUE);
  const values = new Float32Array(width * height).fill(1);
  for (let column = 0; column < width; column++) {
    const from = Math.floor((column * samples.length) / width);
    const columnSamples = samples.subarray(
      from,
      Math.max(from + 1, Math.floor(((column + 1) * samples.length) / width)),
    );
    const line = (sample: number): number => Math.round(((1 - sample / bound) / 2) * (height - 1));
    const [high, low] = [line(maximum(columnSamples)), line(-maximum(columnSamples.map((sample) => -sample)))];
    for (let at = high; at <= low; at++) values[at * width + column] = 0;
  }
  return pictureUrl({ values, height, width, channels: 1 }, [0, 1]);
}

function energyFigure(curve: readonly CurveRow[], { task, seed, loss, train }: EbganConfig): Figure {
  const rows = curve.flatMap(({ step, realEnergy, fakeEnergy }) => [
    { step, examples: 'real', energy: realEnergy },
    { step, examples: 'generated', energy: fakeEnergy },
  ]);
  const chart: ChartSpec = {
    title: {
      text: `${task}: energies during training`,
      subtitle: `seed ${seed}; R of the discriminator, mean over ${train.reportEverySteps} steps; dashed: margin`,
    },
    width: 420,
    height: 240,
    layer: [
      {
        data: { values: rows },
        mark: { type: 'line' },
        encoding: {
          x: { field: 'step', type: 'quantitative' },
          y: { field: 'energy', type: 'quantitative', title: 'energy R' },
          color: { field: 'examples', type: 'nominal', title: null },
        },
      },
      {
        data: { values: [{ margin: loss.margin }] },
        mark: { type: 'rule', strokeDash: [4, 4] },
        encoding: { y: { field: 'margin', type: 'quantitative' } },
      },
    ],
  };
  return { chart, rows };
}

function spectraFigure({ spectra }: SegmentMeasures, { task, seed }: EbganConfig): Figure {
  const rows = (['real', 'generated', 'noise'] as const).flatMap((examples) =>
    spectra.bandsHz.map((bandHz, band) => ({ examples, bandHz, levelDb: spectra[examples].spectrumDb[band]! })),
  );
  const chart: ChartSpec = {
    title: {
      text: `${task}: mean spectra`,
      subtitle: `seed ${seed}; segments of unit variance; real: held-out examples`,
    },
    width: 420,
    height: 240,
    data: { values: rows },
    mark: { type: 'line' },
    encoding: {
      x: { field: 'bandHz', type: 'quantitative', scale: { type: 'log' }, title: 'band in Hz' },
      y: { field: 'levelDb', type: 'quantitative', scale: { zero: false }, title: 'level in dB' },
      color: { field: 'examples', type: 'nominal', title: null },
    },
  };
  return { chart, rows };
}

/** Writes ten generated and ten real segments as sound files. */
async function writeSounds(
  { generated, real }: RunMeasurements,
  { sampleRateHz, encodeSound }: SegmentExamples,
  out: string,
): Promise<void> {
  const folder = join(out, 'sounds');
  await makeFolder(folder);
  for (const [name, matrix] of [
    ['generated', generated],
    ['real', real],
  ] as const) {
    for (let i = 0; i < Math.min(10, exampleCount(matrix)); i++) {
      const path = join(folder, `${name}-${String(i + 1).padStart(2, '0')}.wav`);
      await writeFileAtomically(path, encodeSound(rowOf(matrix, i), sampleRateHz));
    }
  }
}

function rowOf({ values, size }: ExampleMatrix, row: number): Float32Array {
  return values.subarray(row * size, (row + 1) * size);
}

function maximum(values: Float32Array): number {
  return values.reduce((most, value) => Math.max(most, value), -Infinity);
}
