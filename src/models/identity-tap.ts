import type { Tap } from '../inversion/index.js';

/** The identity tap, for callers that need no layer representations. */
export const identityTap: Tap = (_layer, z) => z;
