/** Tables of a season: detections, species by hour with effort, recordings, and how they were made. */
export type { Column } from './column.js';
export { detectionColumns } from './detection-columns.js';
export { RECORDING_COLUMNS } from './recording-columns.js';
export { summaryColumns } from './summary-columns.js';
export { TABLE_NAMES, type TableOptions, writeTables } from './write-tables.js';
