import { picturePng, spectrogram, type PictureValues } from '../../src/figures/index.js';
import { atPageRate } from './page-rate.js';
import type { SoundPart } from './sound-part.js';
import type { ShownPicture } from './spectrogram-figure.js';

/** Pixels of the picture at most, quieter than what is white, and shades: small files, and noise stays pale. */
const MAX_COLUMNS = 390;
const MAX_ROWS = 128;
const SHOWN_DECIBELS = 58;
const SHADES = 16;

/** A picture as a PNG file. */
export interface SpectrogramPicture extends Omit<ShownPicture, 'url'> {
  readonly png: Uint8Array;
}

/** Draws the spectrogram of a sound, up to 12 kHz. */
export function spectrogramPicture(sound: SoundPart): SpectrogramPicture {
  const { samples, sampleRateHz, startSeconds } = atPageRate(sound);
  const picture = spectrogram(samples);
  return {
    png: pngOf(picture),
    fromSeconds: startSeconds + picture.fromSample / sampleRateHz,
    toSeconds: startSeconds + picture.toSample / sampleRateHz,
    topHz: sampleRateHz / 2,
  };
}

/** The picture as a small PNG file: mean level in blocks of pixels, black at the loudest. */
function pngOf({ values, width, height }: PictureValues): Uint8Array {
  const columns = Math.min(width, MAX_COLUMNS);
  const rows = Math.min(height, MAX_ROWS);
  const shades = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    const [top, end] = [Math.floor((row * height) / rows), Math.floor(((row + 1) * height) / rows)];
    for (let column = 0; column < columns; column++) {
      const left = Math.floor((column * width) / columns);
      const right = Math.floor(((column + 1) * width) / columns);
      let decibels = 0;
      for (let j = top; j < end; j++) for (let i = left; i < right; i++) decibels += values[j * width + i]!;
      const quietness = decibels / ((end - top) * (right - left)) / SHOWN_DECIBELS;
      shades[row * columns + column] = Math.round(Math.min(1, quietness) * (SHADES - 1));
    }
  }
  return picturePng({ values: shades, width: columns, height: rows, channels: 1 }, [0, SHADES - 1]);
}
