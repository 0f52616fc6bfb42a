/** Trials on other machines, through a Redis server. */
export { withoutPassword } from './connection.js';
export { createQueueExecutor, type QueueExecutorOptions } from './queue-executor.js';
export { runWorker, type WorkerEvent, type WorkerOptions } from './worker.js';
