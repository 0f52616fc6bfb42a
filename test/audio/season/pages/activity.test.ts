import { describe, expect, it } from 'vitest';
import { periodsOf } from '#audio/season/pages/activity.js';
import { dateSpan } from '#audio/season/pages/date-span.js';
import { durationText } from '#audio/season/pages/words.js';

/** 12 May 2023 and 12 May 2024, 05:00. */
const [IN_2023, IN_2024] = [19_489, 19_855].map((day) => day * 24 + 5) as [number, number];

describe('days', () => {
  it('have their year where there are several years', () => {
    expect(periodsOf(new Map([[IN_2024, 60]])).columns).toEqual(['12 May']);
    const both = new Map([IN_2023, IN_2024].map((hour) => [hour, 60]));
    expect(periodsOf(both)).toMatchObject({ unit: 'day', columns: ['12 May 2023', '12 May 2024'] });
    expect(dateSpan(both)).toBe('12 May 2023 to 12 May 2024');
  });
});

it('one second is no seconds', () => {
  expect([0.5, 1.04, 1.06, 59.9].map(durationText)).toEqual(['0.5 seconds', '1 second', '1.1 seconds', '59.9 seconds']);
});
