import type { ExampleMatrix } from './distances.js';

/** Statistics of the spectrograms of many segments. */
export interface SpectralStatistics {
  /** Mean level of each band over frames and segments, in dB. */
  readonly spectrumDb: readonly number[];
  /**
   * Standard deviation of a band's level over frames, averaged over bands and segments, in dB: 0 for a steady sound.
   */
  readonly modulationDb: number;
  /**
   * Level of the loudest band of a frame above the mean of its bands, averaged over frames, in dB: high for whistles,
   * low for noise.
   */
  readonly tonalityDb: number;
}

/** @param values one row [frames, bands] per segment, in dB */
export function spectralStatistics({ values }: ExampleMatrix, bands: number, frames: number): SpectralStatistics {
  const segments = values.length / (bands * frames);
  const spectrum = new Float64Array(bands);
  let [modulation, tonality] = [0, 0];
  for (let segment = 0; segment < segments; segment++) {
    const at = (frame: number, band: number): number => values[(segment * frames + frame) * bands + band]!;
    for (let band = 0; band < bands; band++) {
      let [sum, squares] = [0, 0];
      for (let frame = 0; frame < frames; frame++) {
        sum += at(frame, band);
        squares += at(frame, band) ** 2;
      }
      spectrum[band]! += sum / frames / segments;
      modulation += Math.sqrt(Math.max(0, squares / frames - (sum / frames) ** 2)) / (bands * segments);
    }
    for (let frame = 0; frame < frames; frame++) {
      let [loudest, sum] = [-Infinity, 0];
      for (let band = 0; band < bands; band++) {
        loudest = Math.max(loudest, at(frame, band));
        sum += at(frame, band);
      }
      tonality += (loudest - sum / bands) / (frames * segments);
    }
  }
  return { spectrumDb: [...spectrum], modulationDb: modulation, tonalityDb: tonality };
}

/** Root mean square difference between two mean spectra, in dB. */
export function spectrumDifferenceDb(a: SpectralStatistics, b: SpectralStatistics): number {
  const squares = a.spectrumDb.reduce((sum, level, band) => sum + (level - b.spectrumDb[band]!) ** 2, 0);
  return Math.sqrt(squares / a.spectrumDb.length);
}
