/**
 * Errors a user can do something about. Each carries the exit code of the command line, so that scripts can tell them apart;
 * the message is one line: what is wrong, where, what was got, what to do.
 */
export abstract class LyrebirdError extends Error {
  /** Exit code of the process when this error ends a command. */
  abstract readonly exitCode: number;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** The command line or a configuration file is wrong: unknown key, value out of range, contradictory options. */
export class ConfigError extends LyrebirdError {
  readonly exitCode = 2;
}

/** A folder or file of data cannot be used: missing, empty, one class only, wrong format. */
export class DatasetError extends LyrebirdError {
  readonly exitCode = 3;
}

/** A recording cannot be read, or is not what its name says. */
export class AudioFormatError extends LyrebirdError {
  readonly exitCode = 4;
}

/** A program cannot be compiled or run: an operation that cannot be traced, an engine or device that is missing. */
export class EngineError extends LyrebirdError {
  readonly exitCode = 5;
}

/** A tensor has the wrong rank, shape or type. */
export class ShapeError extends LyrebirdError {
  readonly exitCode = 5;
}

/** A loss or gradient became infinite or not a number; the message names the step. */
export class NonFiniteError extends LyrebirdError {
  readonly exitCode = 6;
}

/** A result could not be written: no permission, disk full, target in the way. */
export class OutputError extends LyrebirdError {
  readonly exitCode = 7;
}

/** A checkpoint or model folder is missing, damaged or made by another program. */
export class CheckpointError extends LyrebirdError {
  readonly exitCode = 8;
}

/** The queue that machines share cannot be reached, or is not what it should be. */
export class QueueError extends LyrebirdError {
  readonly exitCode = 10;
}

/** A message as one line: line breaks and what surrounds them become one space. */
export function oneLine(message: string): string {
  return message.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}

/** Exit code of a command that finished, though some of its files could not be used; each was named on stderr. */
export const EXIT_SOME_FILES_FAILED = 4;

/** Exit code of a sweep that ended, though some of its trials failed; each was named on stderr. */
export const EXIT_SOME_TRIALS_FAILED = 9;

/** Exit code after Ctrl+C or SIGTERM, once everything is saved. */
export const EXIT_INTERRUPTED = 130;
