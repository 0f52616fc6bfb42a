import { audioSettingsOf } from '#audio/audio-settings.js';
import { type AudioDataset, audioDataset, readCachedAudio, userDecodedCache } from '#audio/corpus/index.js';
import type { ModelFolder } from '#src/train/index.js';

/**
 * Reads recordings as the segments that a model takes.
 * @param speciesOf label of the recording at a path
 */
export async function readSegments(
  folder: ModelFolder,
  paths: readonly string[],
  speciesOf: (path: string) => string,
): Promise<AudioDataset> {
  const { classes } = folder.manifest;
  const settings = audioSettingsOf(folder);
  const recordings = await Promise.all(
    paths.map(async (path) => {
      const { info, pcm } = await readCachedAudio(path, { sampleRateHz: settings.sampleRateHz }, userDecodedCache());
      return { recording: { file: path, path, group: path, metadata: {}, species: speciesOf(path) }, info, pcm };
    }),
  );
  return audioDataset({ name: 'recordings', classes, backgroundClasses: [], settings, recordings });
}
