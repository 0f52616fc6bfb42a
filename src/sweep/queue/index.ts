/** Runs trials on other machines, through a queue on a Redis server. */
export { createQueueExecutor, type QueueExecutorOptions } from './queue-executor.js';
export { runWorker, type WorkerOptions } from './worker.js';
export { withoutPassword, type WorkerEvent, type WorkerSettings } from '../../queue/index.js';
