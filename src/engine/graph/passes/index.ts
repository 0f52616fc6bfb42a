import type { Trace } from '../tracer.js';
import { additionsIntoProducts } from './additions-into-products.js';
import { differencesInProducts } from './differences-in-products.js';
import { masksTogether } from './masks-together.js';
import { rewrite } from './rewrite.js';

/** Rules that need to know the whole graph: who else uses a value. */
export function optimise(trace: Trace): Trace {
  return [masksTogether, differencesInProducts, additionsIntoProducts].reduce(rewrite, trace);
}
