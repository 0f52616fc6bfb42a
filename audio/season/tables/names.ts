/** Names of the tables in a results folder, and of the file that describes them. */
export const TABLE_FILES = {
  detections: 'detections.csv',
  parquet: 'detections.parquet',
  summary: 'summary.csv',
  recordings: 'recordings.csv',
  analysis: 'analysis.json',
} as const;

/** All of them. */
export const TABLE_NAMES: readonly string[] = Object.values(TABLE_FILES);
