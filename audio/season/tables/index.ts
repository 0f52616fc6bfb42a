/** Tables of a season: detections, species by hour with effort, recordings, and how they were made. */
export type { Column } from './column.js';
export { detectionColumns } from './detection-columns.js';
export { RECORDING_COLUMNS } from './recording-columns.js';
export { summaryColumns } from './summary-columns.js';
export { type EarlierAnalysis, readEarlierAnalysis } from './earlier-analysis.js';
export { TABLE_FILES, TABLE_NAMES } from './names.js';
export { type TableOptions, writeTables } from './write-tables.js';
