/** Work for other machines: jobs in a queue on a Redis server, those who want them done, and workers. */
export { openQueueClient, type JobOutcome, type JobRequest, type QueueClient } from './client.js';
export { withoutPassword } from './connection.js';
export { runQueueWorker } from './worker.js';
export type { JobHooks, QueueWorkerOptions, WorkerEvent, WorkerSettings } from './worker-options.js';
