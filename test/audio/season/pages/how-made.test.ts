import { expect, it } from 'vitest';
import { markupOf } from '#audio/pages/index.js';
import { describeAnalysis } from '#audio/results/result-settings.js';
import type { PageContext } from '#audio/season/pages/context.js';
import { howMadeSection } from '#audio/season/pages/how-made.js';
import { MODEL } from '../tables/support.js';

it.each([
  [{}, 'those of the model'],
  [{ precision: 0.7 }, 'those of the model, for 70% right ones'],
  [{ threshold: 0.5 }, '0.50'],
])('with %j, the thresholds are %s', (settings, text) => {
  const analysis = describeAnalysis({ model: MODEL, bandHz: { lowHz: 1_000, highHz: 11_000 } }, settings);
  const context = { season: { analysis }, addresses: {}, version: '1.2.3' } as unknown as PageContext;
  const markup = markupOf(howMadeSection(context, 'index.html')).replace(/\s+/g, ' ');
  expect(markup).toContain(`<dt>Thresholds</dt> <dd>${text}</dd>`);
});
