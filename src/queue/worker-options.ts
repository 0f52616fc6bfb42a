/** Events of a worker. */
export type WorkerEvent =
  /**
   * `taken`: taken from the queue; `finished`: its result is in the queue; `lost`: given to another worker; `returned`:
   * saved and returned to the queue.
   */
  | { readonly type: 'taken' | 'finished' | 'lost' | 'returned'; readonly name: string }
  | { readonly type: 'failed'; readonly name: string; readonly message: string }
  /** The server does not answer, and the worker waits for it; or it answers again. */
  | { readonly type: 'problem' | 'recovered'; readonly message: string };

/** How a worker is reached, and when it stops. */
export interface WorkerSettings {
  /** `redis://host:port` */
  readonly address: string;
  /** Jobs at a time. */
  readonly parallel: number;
  /** After this time without a sign of life, the jobs of a worker are given to others. */
  readonly lostAfterSeconds: number;
  readonly onEvent: (event: WorkerEvent) => void;
  /** Ends the jobs, returns them to the queue, and exits. */
  readonly stop: AbortSignal;
}

/** What a job may do while it runs. */
export interface JobHooks {
  /** Fires when the worker is stopped, and when another worker has taken the job. */
  readonly stop: AbortSignal;
  /** Sends progress for display. It does not matter if that gets lost, and nothing waits for it. */
  report(progress: object): void;
  /** Makes the worker take no other job for a time: others may do better. */
  rest(seconds: number): void;
}

/** What a worker does. */
export interface QueueWorkerOptions extends WorkerSettings {
  /** Name of the queue on the server. */
  readonly queue: string;
  /** What a job is called in messages, such as `trial`. */
  readonly noun: string;
  /** Name of a job for messages, whatever its data. */
  nameOf(data: unknown): string;
  /**
   * Does a job. Anyone who can reach the queue may have sent its data.
   * @returns its result; undefined if it was stopped
   * @throws OutputError, EngineError if this machine cannot do it: the job is given back, and the worker ends. Any
   *   other error fails the job
   */
  perform(data: unknown, hooks: JobHooks): Promise<object | undefined>;
  /** Text of an error that fails a job. */
  failureText(error: unknown): string;
  /**
   * A job that has lost this many workers is given up: it may be what ends them. It is done alone as soon as it has
   * lost one. Default: never.
   */
  readonly mostLostWorkers?: number;
}
