/** Synthetic bird song, written as audio files. */
export type { BackgroundKind } from './backgrounds.js';
export type { SynthesisProgress } from './corpus-folder.js';
export { synthesizeCorpus, type SynthesisOptions, type SynthesizedCorpus } from './corpus.js';
export { synthesizeDuets, type Duet, type DuetOptions, type SynthesizedDuets } from './duets.js';
export { SPECIES as SYNTHETIC_SPECIES, type Individual, type Species } from './species.js';
export type { Syllable } from './syllable.js';
