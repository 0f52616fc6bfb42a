import { describe, expect, it } from 'vitest';
import { clock, minutesText, scoreText, spanText, timeText, wholePercent } from '#audio/pages/text.js';

describe('numbers of the page', () => {
  it('are whole percents, but never all or nothing by rounding', () => {
    expect([0, 0.002, 0.874, 0.998, 1].map(wholePercent)).toEqual(['0%', '0.2%', '87%', '99.8%', '100%']);
  });

  it('are scores of two digits, more where those would mean certain', () => {
    expect([0, 0.004, 0.5, 0.9962, 0.99996, 1].map(scoreText)).toEqual([
      '0.00',
      '0.004',
      '0.50',
      '0.996',
      '0.99996',
      '1.00',
    ]);
  });

  it('are times as a player shows them', () => {
    expect([0, 7.44, 59.98, 127.4, 3725.25].map(clock)).toEqual(['0.0', '7.4', '1:00.0', '2:07.4', '1:02:05.3']);
    expect([7.4, 127.4].map(timeText)).toEqual(['7.4 s', '2:07.4']);
    expect(spanText(1.2, 3.4)).toBe('1.2 to 3.4 s');
    expect(spanText(58, 61)).toBe('58.0 s to 1:01.0');
    expect(timeText(59.97)).toBe('1:00.0');
    expect(spanText(58, 59.96)).toBe('58.0 s to 1:00.0');
    expect(spanText(127.4, 129)).toBe('2:07.4 to 2:09.0');
    expect([0.6, 1, 8, 1234.5].map(minutesText)).toEqual(['0.6 minutes', '1 minute', '8 minutes', '1,235 minutes']);
  });
});
