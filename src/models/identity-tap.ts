import type { Tap } from '../inversion/index.js';

/** For whoever looks at no layer. */
export const identityTap: Tap = (_layer, z) => z;
