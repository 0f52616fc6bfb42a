import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine, type Engine } from '#src/engine/index.js';
import { exampleTemplates, reconstructExamples, relativeResidual } from '#src/eval/index.js';
import { createModel } from '#src/models/index.js';
import { createRng } from '#src/rng.js';
import { normal } from '../../helpers/normal.js';

const SHAPE = [12, 12, 1];
let engine: Engine;
beforeAll(async () => {
  engine = await createEngine({ engine: 'compiled', device: 'cpu', threads: 1 });
});
afterAll(() => engine.dispose());

describe('the reconstruction of an example', () => {
  // Eq. 6 computes the sum of all templates, weighted by the logits, in one backward pass.
  it.each(['mean', 'max', 'inhibitor'])(
    'by a network with %s pooling is the sum of its templates, weighted by its logits',
    async (kind) => {
      const model = createModel({ name: 'small-cnn', kind, activation: 'relu' }, { inputShape: SHAPE, classCount: 4 });
      const run = { engine, model, parameters: model.init(createRng(3)) };
      const rng = createRng(5);
      const examples = [1, 2, 3].map(() => Float32Array.from(normal(rng, [144])));
      const [results, templates] = [await reconstructExamples(run, examples), await exampleTemplates(run, examples)];
      results.forEach(({ reconstruction, relativeResidual: residual, predictedClass }, i) => {
        const { classes, reconstruction: summed, relativeResidual: expected } = templates[i]!;
        expect(relativeResidual(reconstruction, summed)).toBeLessThan(1e-10);
        expect(residual).toBeCloseTo(expected, 5);
        expect(predictedClass).toBe(
          classes.map(({ logit }) => logit).indexOf(Math.max(...classes.map(({ logit }) => logit))),
        );
      });
      expect(new Set(results.map(({ relativeResidual: residual }) => residual)).size).toBe(3);
    },
  );

  it('has relative residual 0 if perfect, 1 if zero, and its squared norm for x = 0', () => {
    const [x, zero] = [Float32Array.of(3, -4), Float32Array.of(0, 0)];
    expect(relativeResidual(x, x)).toBe(0);
    expect(relativeResidual(zero, x)).toBe(1);
    expect(relativeResidual(Float32Array.of(0, -4), x)).toBeCloseTo(9 / 25, 12);
    expect(relativeResidual(x, zero)).toBe(25);
  });
});
