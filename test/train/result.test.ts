import { describe, expect, it } from 'vitest';
import { decodeResult, encodeResult } from '#src/train/result.js';
import { imageResult } from '../helpers/run-result.js';

const RESULT = imageResult();

describe('result.json', () => {
  it('is read back unchanged', () => {
    expect(decodeResult(encodeResult(RESULT))).toEqual(RESULT);
    const { validation: _validation, test: _test, ...recordings } = RESULT;
    const units = { example: 'segment', source: 'recording' };
    expect(decodeResult(encodeResult({ ...recordings, units }))).toEqual({ ...recordings, units });
  });

  it.each(['', '{"format": "lyrebird-result"', '{}', JSON.stringify({ ...RESULT, steps: -1 })])(
    'that is incomplete is not a result: %j',
    (text) => {
      expect(decodeResult(text)).toBeUndefined();
    },
  );
});
