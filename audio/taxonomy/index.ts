/** Scientific and common names of species: from the names in a model, lists of species, and metadata.csv. */
export { type ModelNames, namesInMetadata, namesInModel, readTaxonomy } from './read-taxonomy.js';
export { namesInClass, type NamesInClass } from './scientific-name.js';
export { type SpeciesName, speciesNames, type SpeciesNames } from './species-names.js';
