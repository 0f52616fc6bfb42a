/** Classification on other machines, through a queue on a Redis server. */
export { createQueueClassifier, type QueueClassifierOptions } from './queue-classifier.js';
export { runRecordingWorker, type RecordingWorkerOptions } from './worker.js';
export type { WorkerEvent, WorkerSettings } from '../../../src/queue/index.js';
