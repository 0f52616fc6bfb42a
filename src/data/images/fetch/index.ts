export type { DownloadOptions } from './download-from.js';
export type { DownloadProgress } from './transfer.js';
export * from './fetch-dataset.js';
export * from './remote.js';
