/** Synthetic bird song, written as audio files. */
export { synthesizeCorpus, type SynthesisOptions, type SynthesizedCorpus } from './corpus.js';
export { SPECIES as SYNTHETIC_SPECIES, type Individual, type Species } from './species.js';
export type { Syllable } from './syllable.js';
