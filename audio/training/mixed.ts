import { ConfigError } from '../../src/errors.js';
import type { AudioDataset, CorpusSplit } from '../corpus/index.js';
import { type Clip, loadClips } from '../negatives/index.js';
import type { AudioConfig, RecordingConfig } from './config.js';
import { createNoiseSource } from './noise-source.js';

/** A corpus whose training segments are mixed, and what is mixed into them. */
export interface MixedCorpus {
  readonly corpus: AudioDataset;
  /** One line for the user; absent if nothing is mixed. */
  readonly note?: string;
}

/** Mixes sounds into training segments. Only labelled training recordings are mixed into others. */
export async function mixed(
  corpus: AudioDataset,
  { labelled }: CorpusSplit,
  { sampleRateHz, augmentation }: AudioConfig,
): Promise<MixedCorpus> {
  if (!isMixed(augmentation)) return { corpus };
  const { pauseDb, clips: usesClips, ...mixing } = augmentation.mixing;
  const isSpecies = (recording: number): boolean => {
    const { label } = corpus.recordings[recording]!;
    return label >= 0 && !corpus.backgroundClasses.includes(corpus.classes[label]!);
  };
  const partners = labelled.filter(isSpecies);
  const background = labelled.filter((recording) => !isSpecies(recording)).map(corpus.samples);
  const usesNoise = mixing.noises + mixing.onlyNoises > 0;
  const clips = usesClips && usesNoise ? await loadClips(sampleRateHz) : [];
  const noise = createNoiseSource({ sampleRateHz, clips, background, augmentation });
  const options = { ...mixing, pauseDb: pauseDb ?? Infinity, partners, noise };
  const note = usesNoise ? { note: describeNoise(clips, background.length) } : {};
  return { corpus: corpus.withMixing(options), ...note };
}

function isMixed({ mixing }: AudioConfig['augmentation']): boolean {
  return mixing.songs + mixing.noises + mixing.onlyNoises > 0 || mixing.pauseDb !== null;
}

/** What the sounds that are no birds are. */
function describeNoise(clips: readonly Clip[], backgroundRecordings: number): string {
  const sounds = [...new Set(clips.map(({ sound }) => sound))].join(', ');
  const parts = [
    'synthetic noise',
    ...(clips.length > 0 ? [`${clips.length} clips that ship with Lyrebird (${sounds})`] : []),
    ...(backgroundRecordings > 0 ? [`${backgroundRecordings} of the recordings without birds`] : []),
  ];
  return `mixed into training: ${parts.join('; ')}`;
}

/** @throws ConfigError if sounds are mixed, but each example has a single class or several views */
export function checkMixing({ audio, loss, data }: RecordingConfig): void {
  if (!isMixed(audio.augmentation)) return;
  if (loss.outputActivation !== 'sigmoid') {
    throw new ConfigError(
      `audio.augmentation.mixing gives examples several species, or none, but loss.outputActivation is ` +
        `${loss.outputActivation}, with one class per example: use sigmoid`,
    );
  }
  if (data.views > 1) {
    throw new ConfigError(
      `data.views: expected 1 with audio.augmentation.mixing, which gives the views of an example different ` +
        `species, got ${data.views}`,
    );
  }
}
