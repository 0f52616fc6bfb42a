import { compositeKernels, tracedKernels } from '#src/engine/kernels/index.js';
import { createRng } from '#src/rng.js';
import { describe, expect, it } from 'vitest';
import { expectSameKernel } from './compare.js';
import { elementwiseDraws } from './elementwise.js';
import { useEngines } from './engines.js';
import { poolingDraws } from './pooling.js';
import { productDraws } from './products.js';
import { reductionDraws } from './reductions.js';
import { shapeDraws } from './shapes.js';

const FAMILIES = {
  elementwise: elementwiseDraws,
  reductions: reductionDraws,
  shapes: shapeDraws,
  products: productDraws,
  pooling: poolingDraws,
};
/** Shapes and attributes drawn per kernel. */
const DRAWS = 12;

const engines = useEngines();

it('every traced kernel has a test', () => {
  const tested = Object.values(FAMILIES).flatMap((family) => Object.keys(family));
  expect(tested.sort()).toEqual(Object.keys({ ...tracedKernels, ...compositeKernels }).sort());
});

describe.each(Object.entries(FAMILIES))(
  '%s kernels agree with the CPU backend on random, constant and tying inputs',
  (_, family) => {
    it.each(Object.entries(family))('%s', async (kernel, draw) => {
      for (let i = 0; i < DRAWS; i++) {
        const rng = createRng(2026).split(kernel, i);
        await expectSameKernel(engines, kernel, draw(rng), rng);
      }
    });
  },
);
