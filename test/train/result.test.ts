import { describe, expect, it } from 'vitest';
import { decodeResult, encodeResult } from '#src/train/result.js';
import { imageResult } from '../helpers/run-result.js';

const RESULT = imageResult();

describe('result.json', () => {
  it('reads back as it was written', () => {
    expect(decodeResult(encodeResult(RESULT))).toEqual(RESULT);
    const { validation: _validation, test: _test, ...recordings } = RESULT;
    const units = { example: 'segment', source: 'recording' };
    expect(decodeResult(encodeResult({ ...recordings, units }))).toEqual({ ...recordings, units });
  });

  it.each(['', '{"format": "lyrebird-result"', '{}', JSON.stringify({ ...RESULT, steps: -1 })])(
    'that is not whole is no result: %j',
    (text) => {
      expect(decodeResult(text)).toBeUndefined();
    },
  );
});
