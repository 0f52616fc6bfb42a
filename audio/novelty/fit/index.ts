/** What is typical of a model's species. Loads TensorFlow.js. */
export { findPrototypes, type LabelledRepresentations } from './prototypes.js';
export { prototypesOf, segmentsWithSong, type PrototypeOptions } from './typical-segments.js';
