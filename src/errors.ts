/**
 * Base class of errors that the user can fix. Each subclass has its own exit code, so that scripts can tell them apart.
 * The message is one line: what is wrong, where, the value found and the remedy.
 */
export abstract class LyrebirdError extends Error {
  /** Exit code of a command that this error ends. */
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

/** A data folder or file cannot be used: missing, empty, only one class, wrong format. */
export class DatasetError extends LyrebirdError {
  readonly exitCode = 3;
}

/** A recording cannot be read, or its content does not match its file extension. */
export class AudioFormatError extends LyrebirdError {
  readonly exitCode = 4;
}

/** A program cannot be compiled or run: an operation cannot be traced, or an engine or device is missing. */
export class EngineError extends LyrebirdError {
  readonly exitCode = 5;
}

/** A tensor has the wrong rank, shape or type. */
export class ShapeError extends LyrebirdError {
  readonly exitCode = 5;
}

/** A loss or gradient became infinite or NaN; the message names the step. */
export class NonFiniteError extends LyrebirdError {
  readonly exitCode = 6;
}

/** A result cannot be written: no permission, disk full, target already exists. */
export class OutputError extends LyrebirdError {
  readonly exitCode = 7;
}

/** A checkpoint or model folder is missing, damaged or written by a different program. */
export class CheckpointError extends LyrebirdError {
  readonly exitCode = 8;
}

/** The shared trial queue of a sweep cannot be reached or used. */
export class QueueError extends LyrebirdError {
  readonly exitCode = 10;
}

/** Joins a message into one line: each line break and the whitespace around it become one space. */
export function oneLine(message: string): string {
  return message.replace(/\s*[\r\n]+\s*/g, ' ').trim();
}

/** Exit code of a command that finished but skipped some files; each is named on stderr. */
export const EXIT_SOME_FILES_FAILED = 4;

/** Exit code of a sweep that finished with failed trials; each is named on stderr. */
export const EXIT_SOME_TRIALS_FAILED = 9;

/** Exit code after Ctrl+C or SIGTERM, once all state is saved. */
export const EXIT_INTERRUPTED = 130;

/**
 * Exit code of a command whose reader closed stdout before the work was done, once all state is saved. It is what a
 * shell reports of a program that SIGPIPE ends.
 */
export const EXIT_READER_GONE = 141;
