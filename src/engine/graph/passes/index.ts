import type { Trace } from '../tracer.js';
import { fuseAdditions } from './fuse-additions.js';
import { factorDifferences } from './factor-differences.js';
import { mergeMasks } from './merge-masks.js';
import { rewrite } from './rewrite.js';

/** Rules that need to know the whole graph: who else uses a value. */
export function optimise(trace: Trace): Trace {
  return [mergeMasks, factorDifferences, fuseAdditions].reduce(rewrite, trace);
}
