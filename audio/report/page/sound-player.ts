import { encodeWav } from '../../decode/wav/index.js';
import type { Mistake } from '../types.js';
import { type Html, html, spanText } from '../../pages/index.js';
import type { MistakeSound } from './media.js';

/** Player of a sound, which is inside the page as a WAV file of 16 bits. */
export function soundPlayer({ file }: Mistake, { samples, sampleRateHz, startSeconds }: MistakeSound): Html {
  const url = `data:audio/wav;base64,${Buffer.from(encodeWav(samples, sampleRateHz)).toString('base64')}`;
  const label = `Sound of ${file}, ${spanText(startSeconds, startSeconds + samples.length / sampleRateHz)}`;
  return html`<audio controls preload="metadata" aria-label="${label}" src="${url}"></audio>`;
}
