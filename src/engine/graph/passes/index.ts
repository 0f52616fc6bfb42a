import type { Trace } from '../tracer.js';
import { fuseAdditions } from './fuse-additions.js';
import { factorDifferences } from './factor-differences.js';
import { mergeMasks } from './merge-masks.js';
import { rewrite } from './rewrite.js';

export { splitInputs } from './split-inputs.js';

/** Applies the rules that need the whole graph, because they depend on what else uses a value. */
export function optimise(trace: Trace): Trace {
  return [mergeMasks, factorDifferences, fuseAdditions].reduce(rewrite, trace);
}
