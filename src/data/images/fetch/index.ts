export type { DownloadOptions, DownloadProgress } from './download.js';
export * from './fetch-dataset.js';
export * from './remote.js';
