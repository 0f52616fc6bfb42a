import { createWasmKernels } from '../../wasm-kernels.js';
import { melFilters, type MelFilters } from './filters.js';
import { angles, fourierStages } from './fourier-stages.js';
import { KERNEL_BYTES_BASE64 } from './kernel-bytes.js';
import { EPSILON, FLOOR, type MelSettings } from './settings.js';
import { OFFSETS, statisticsCount, TYPICAL, VARIANCE_FLOOR } from './statistics-plan.js';

/**
 * The mel front end on plain arrays, by fast Fourier transforms instead of a convolution: a thirtieth of the
 * arithmetic. Equal to the graph's within float32 rounding.
 */
export interface MelKernels {
  readonly settings: MelSettings;
  /**
   * Computes the energies of consecutive frames. They scale with the square of the samples, and a constant added to all
   * samples does not change them.
   * @param pcm contains the frames from `start` on
   * @param frames number of frames
   * @param out receives [frames, bands] from `offset` on
   */
  energies(pcm: Float32Array, start: number, frames: number, out: Float32Array, offset: number): void;
  /**
   * Computes the statistics of one segment (see `timeStatistics`) from the energies of its frames.
   * @param energies contains [frames, bands] from `start` on
   * @param gain factor of the energies: the square of the samples' factor
   * @param out receives `statisticsCount(bands)` values from `offset` on
   */
  statistics(
    energies: Float32Array,
    start: number,
    frames: number,
    gain: number,
    out: Float32Array,
    offset: number,
  ): void;
}

/** Frames per block: its samples and energies stay in a processor core's cache. */
const BLOCK_FRAMES = 64;
/** Frames that a kernel computes at a time. */
const LANES = 4;
/** Columns that the kernel `changes` computes at a time. */
const BLOCK_COLUMNS = 16;

/** Typical value and spread of a statistic. */
type Scale = readonly [typical: number, spread: number];

interface KernelFunctions {
  firstFreeByte(): number;
  complexPairs(pcm: number, hopBytes: number, window: number, spectrum: number, points: number): void;
  fourierStage(
    from: number,
    to: number,
    length: number,
    stride: number,
    radix: number,
    twiddles: number,
    cosines: number,
    scratch: number,
  ): void;
  powers(spectrum: number, points: number, first: number, count: number, twiddles: number, energies: number): void;
  bandEnergies(energies: number, rows: number, weights: number, bands: number, to: number): void;
  sum(x: number, count: number): number;
  logarithms(x: number, count: number, scale: number, floor: number, sums: number): void;
  moments(x: number, frames: number, bands: number, factor: number, floor: number, to: number): void;
  changes(later: number, earlier: number, rows: number, columns: number, bands: number, to: number): void;
  rescale(x: number, count: number, offset: number, factor: number): void;
}

/**
 * Creates the kernels for some settings, with a memory of their own. Undefined where WebAssembly SIMD is not available,
 * or the settings are of a kind that the kernels do not compute: the graph does.
 * @throws ConfigError if the settings are invalid (see `melFilters`)
 */
export function createMelKernels(settings: MelSettings): MelKernels | undefined {
  const { frameLength, hop, bands } = settings;
  const filters = melFilters(settings);
  const points = frameLength / 2;
  const lastFrequency = filters.firstFrequency + filters.pairs - 1;
  if (frameLength % 2 !== 0 || bands % LANES !== 0 || filters.firstFrequency < 1 || lastFrequency >= points) {
    return undefined;
  }
  const wasm = createWasmKernels<KernelFunctions>(KERNEL_BYTES_BASE64);
  if (wasm === undefined) return undefined;
  const { functions, reserve } = wasm;

  // Addresses are in bytes. Constants come first, then scratch, then the samples and energies of a call.
  let end = (functions.firstFreeByte() + 15) & ~15;
  const place = (floats: number): number => {
    const address = end;
    end += ((floats + 3) & ~3) * 4;
    reserve(end / 4);
    return address;
  };
  const placed = (values: Float32Array | Int32Array): number => {
    const address = place(values.length);
    const { buffer } = reserve(0);
    (values instanceof Int32Array ? new Int32Array(buffer) : new Float32Array(buffer)).set(values, address / 4);
    return address;
  };
  // Halved, because `powers` returns four times the energies.
  const window = placed(Float32Array.from(filters.window, (value) => value / 2));
  const stages = fourierStages(points).map(({ twiddles, cosines, ...stage }) => ({
    ...stage,
    twiddles: placed(twiddles),
    cosines: placed(cosines),
  }));
  const untangling = placed(angles(1, filters.pairs, (_, k) => (-Math.PI * (filters.firstFrequency + k)) / points));
  const { rows, weights } = sparseBands(filters, bands);
  const rowTable = placed(rows);
  const weightTable = placed(weights);
  const pairScratch = place(16 * Math.max(...stages.map(({ radix }) => radix)));
  const spectra = [place(8 * points), place(8 * points)] as const;
  const frequencyEnergies = place(4 * filters.pairs);
  const logarithmSums = place(2);
  const scratchEnd = end;

  /** Computes [LANES, bands] of the frames at `pcm`. */
  const fourFrames = (pcm: number, to: number): void => {
    let [from, other] = spectra;
    functions.complexPairs(pcm, hop * 4, window, from, points);
    for (const { length, stride, radix, twiddles, cosines } of stages) {
      functions.fourierStage(from, other, length, stride, radix, twiddles, cosines, pairScratch);
      [from, other] = [other, from];
    }
    functions.powers(from, points, filters.firstFrequency, filters.pairs, untangling, frequencyEnergies);
    functions.bandEnergies(frequencyEnergies, rowTable, weightTable, bands, to);
  };

  return {
    settings,
    energies(pcm, start, frames, out, offset) {
      const blockSamples = (BLOCK_FRAMES - 1) * hop + frameLength;
      const samples = scratchEnd / 4;
      const result = samples + blockSamples;
      const memory = reserve(result + BLOCK_FRAMES * bands);
      for (let done = 0; done < frames; done += BLOCK_FRAMES) {
        const count = Math.min(BLOCK_FRAMES, frames - done);
        const from = start + done * hop;
        const used = (count - 1) * hop + frameLength;
        memory.set(pcm.subarray(from, from + used), samples);
        memory.fill(0, samples + used, samples + blockSamples);
        for (let frame = 0; frame < count; frame += LANES) {
          fourFrames((samples + frame * hop) * 4, (result + frame * bands) * 4);
        }
        out.set(memory.subarray(result, result + count * bands), offset + done * bands);
      }
    },
    statistics(energies, start, frames, gain, out, offset) {
      const count = frames * bands;
      const x = scratchEnd / 4;
      const result = x + count + BLOCK_COLUMNS;
      const memory = reserve(result + statisticsCount(bands) + BLOCK_COLUMNS);
      memory.set(energies.subarray(start, start + count), x);
      const level = (functions.sum(x * 4, count) / count) * gain + EPSILON;
      functions.logarithms(x * 4, count, gain / level, FLOOR, logarithmSums);
      const mean = memory[logarithmSums / 4]! / count;
      const variance = Math.max(0, memory[logarithmSums / 4 + 1]! / count - mean * mean);
      // Logarithms of unit variance would be these, minus the mean, times this: it is applied to the statistics.
      const factor = 1 / Math.sqrt(variance + EPSILON);
      functions.moments(x * 4, frames, bands, factor * factor, VARIANCE_FLOOR, result * 4);
      let to = result + 3 * bands;
      for (const [frameOffset, bandOffset] of OFFSETS) {
        const later = x + frameOffset * bands + Math.max(0, bandOffset);
        const earlier = x + Math.max(0, -bandOffset);
        const columns = bands - Math.abs(bandOffset);
        functions.changes(later * 4, earlier * 4, frames - frameOffset, columns, bands, to * 4);
        to += columns;
      }
      // Both changes of scale in one: (factor · (value − offset) − typical) / spread.
      const rescale = (first: number, values: number, offset: number, by: number, scale: Scale): void =>
        functions.rescale(first * 4, values, offset + scale[0] / by, by / scale[1]);
      rescale(result, bands, mean, factor, TYPICAL.mean);
      rescale(result + bands, bands, mean, factor, TYPICAL.max);
      rescale(result + 2 * bands, bands, 0, 1, TYPICAL.deviation);
      rescale(result + 3 * bands, statisticsCount(bands) - 3 * bands, 0, factor, TYPICAL.change);
      out.set(memory.subarray(result, result + statisticsCount(bands)), offset);
    },
  };
}

/** Rows of the bands' weights without their zeros: for each band its first frequency and their number. */
function sparseBands({ pairs, bands: dense }: MelFilters, bands: number): { rows: Int32Array; weights: Float32Array } {
  const rows = new Int32Array(2 * bands);
  const weights: number[] = [];
  for (let band = 0; band < bands; band++) {
    const inBand = Array.from({ length: pairs }, (_, k) => k).filter((k) => dense[k * bands + band] !== 0);
    rows[2 * band] = inBand[0]!;
    rows[2 * band + 1] = inBand.length;
    weights.push(...inBand.map((k) => dense[k * bands + band]!));
  }
  return { rows, weights: Float32Array.from(weights) };
}
