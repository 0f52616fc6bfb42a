import { EngineError } from '../errors.js';
import type { Program } from './types.js';

/** Tracks whether a program has state and is still open, so that every engine throws the same errors. */
export interface ProgramLifecycle {
  readonly isDisposed: boolean;
  /** @throws EngineError after the program was disposed of */
  assertOpen(): void;
  /** @throws EngineError while the program has state that was never written */
  assertStateWritten(): void;
  markStateWritten(): void;
  end(): void;
}

/** Starts the lifecycle of a program: open, and without state values. */
export function programLifecycle({ name, state = {} }: Pick<Program, 'name' | 'state'>): ProgramLifecycle {
  let hasState = Object.keys(state).length === 0;
  let isDisposed = false;
  return {
    get isDisposed() {
      return isDisposed;
    },
    assertOpen() {
      if (isDisposed) throw new EngineError(`${name}: the program was disposed of`);
    },
    assertStateWritten() {
      if (!hasState) throw new EngineError(`${name}: its state has not been written; call writeState first`);
    },
    markStateWritten: () => void (hasState = true),
    end: () => void (isDisposed = true),
  };
}
