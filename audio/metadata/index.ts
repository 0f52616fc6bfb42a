/** Tables about recordings that people write: metadata.csv in a folder, and CSV files in general. */
export { type FolderMetadata, readFolderMetadata } from './given-folders.js';
export { isMetadataName, metadataName } from './metadata-name.js';
export { type Metadata, type MetadataRow, readMetadata } from './read-metadata.js';
export { readTable, type Table, type TableRow } from './read-table.js';
