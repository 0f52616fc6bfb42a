import { expect, it } from 'vitest';
import { predictionLine } from '#audio/classify/prediction-lines.js';

it('a line has the probability of every species, whatever its name', () => {
  const classes = ['__proto__', 'constructor', 'background', 'wren'];
  const line = predictionLine(
    'a.wav',
    0,
    0.5,
    { classes, backgroundClasses: ['background'] },
    [0.5, 0.25, 0.125, 0.125],
  );
  expect(line).toContain('"species":"__proto__","probability":0.5,');
  expect(line).toContain('"probabilities":{"__proto__":0.5,"constructor":0.25,"wren":0.125}');
});
