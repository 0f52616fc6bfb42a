import type { AudioDataset } from '../corpus/index.js';
import type { MistakeSound, ReportMedia } from './page/index.js';
import type { Mistake, ReportCard } from './types.js';

/** Length of a sound, if the recording is as long. */
const SECONDS = 3;
/** Steps in which the loudest part is sought. */
const STEP_SECONDS = 0.1;

/** Cuts the sounds of a card's mistakes out of the recordings that it was made from. */
export function mistakeSounds(card: ReportCard, corpus: AudioDataset): ReportMedia {
  const indexOf = new Map(corpus.recordings.map(({ file }, index) => [file, index]));
  const { sampleRateHz } = corpus.settings;
  const soundOf = (mistake: Mistake): MistakeSound | undefined => {
    const index = indexOf.get(mistake.file);
    if (index === undefined) return undefined;
    const pcm = corpus.samples(index);
    const length = Math.min(pcm.length, SECONDS * sampleRateHz);
    const start = startOf(mistake, pcm, length, sampleRateHz);
    return { samples: pcm.subarray(start, start + length), sampleRateHz, startSeconds: start / sampleRateHz };
  };
  return {
    sound: (species, mistake) => Promise.resolve(soundOf(card.species[species]!.mistakes[mistake]!)),
  };
}

/** First sample of the part around a detection, or of the loudest part. */
function startOf(
  { startSeconds, endSeconds }: Mistake,
  pcm: Float32Array,
  length: number,
  sampleRateHz: number,
): number {
  const last = pcm.length - length;
  if (startSeconds === undefined || endSeconds === undefined) return loudestStart(pcm, length, sampleRateHz);
  const seconds = endSeconds - startSeconds;
  const padding = Math.max(0, length - seconds * sampleRateHz) / 2;
  return Math.min(Math.max(0, Math.round(startSeconds * sampleRateHz - padding)), last);
}

function loudestStart(pcm: Float32Array, length: number, sampleRateHz: number): number {
  const step = Math.round(STEP_SECONDS * sampleRateHz);
  const energies: number[] = [];
  for (let at = 0; at + step <= pcm.length; at += step) {
    energies.push(pcm.subarray(at, at + step).reduce((sum, sample) => sum + sample ** 2, 0));
  }
  const steps = Math.floor(length / step);
  let [best, most, sum] = [0, 0, 0];
  for (let end = 0; end < energies.length; end++) {
    sum += energies[end]! - (end >= steps ? energies[end - steps]! : 0);
    if (sum <= most) continue;
    most = sum;
    best = Math.max(0, end + 1 - steps);
  }
  return Math.min(best * step, pcm.length - length);
}
