/** Runs trials on other machines, through a queue on a Redis server. */
export { withoutPassword } from './connection.js';
export { createQueueExecutor, type QueueExecutorOptions } from './queue-executor.js';
export { runWorker, type WorkerEvent, type WorkerOptions } from './worker.js';
