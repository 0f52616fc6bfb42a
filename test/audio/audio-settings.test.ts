import { describe, expect, it } from 'vitest';
import { audioSettingsOf, DEFAULT_SEGMENTS } from '#audio/index.js';
import { CheckpointError } from '#src/errors.js';
import type { Manifest } from '#src/train/index.js';

const read = (audio: unknown) =>
  audioSettingsOf({
    path: 'm',
    manifest: { task: 'mnist', inputShape: [22_050], model: { name: 'bird10' }, audio } as unknown as Manifest,
  });

describe('the audio settings of a saved model', () => {
  it('equal those that were saved', () => {
    expect(read({ ...DEFAULT_SEGMENTS })).toEqual(DEFAULT_SEGMENTS);
  });

  it.each([
    [{ ...DEFAULT_SEGMENTS, sampleRateHz: '44100' }, /^m\/model\.json is damaged: audio\.sampleRateHz: /],
    [
      { ...DEFAULT_SEGMENTS, normalisation: { kind: 'dataset', mean: 0 } },
      /^m\/model\.json is damaged: audio\.normalisation\.std: /,
    ],
    [3, /^m\/model\.json is damaged: audio: /],
    [undefined, /^m is not a model for recordings: its task is mnist, and it has no audio settings$/],
  ])('%j is rejected with a message that names the setting', (audio, message) => {
    expect(() => read(audio)).toThrow(CheckpointError);
    expect(() => read(audio)).toThrow(message);
  });
});
