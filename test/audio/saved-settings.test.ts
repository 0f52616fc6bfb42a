import { describe, expect, it } from 'vitest';
import { DEFAULT_SEGMENTS, savedSegmentSettings } from '#audio/segments/index.js';
import { CheckpointError } from '#src/errors.js';

describe('the audio settings of a saved model', () => {
  it('are what was saved', () => {
    expect(savedSegmentSettings({ ...DEFAULT_SEGMENTS }, 'm/model.json')).toEqual(DEFAULT_SEGMENTS);
  });

  it.each([
    [{ ...DEFAULT_SEGMENTS, sampleRateHz: '44100' }, /^m\/model\.json is damaged: audio\.sampleRateHz: /],
    [
      { ...DEFAULT_SEGMENTS, normalisation: { kind: 'dataset', mean: 0 } },
      /^m\/model\.json is damaged: audio\.normalisation\.std: /,
    ],
    [3, /^m\/model\.json is damaged: audio: /],
  ])('%j is refused by name', (audio, message) => {
    expect(() => savedSegmentSettings(audio, 'm/model.json')).toThrow(CheckpointError);
    expect(() => savedSegmentSettings(audio, 'm/model.json')).toThrow(message);
  });
});
