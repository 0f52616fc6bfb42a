import { EngineError } from '../errors.js';
import type { Program } from './types.js';

/** What a program can be asked for: the same refusals, in the same words, on every engine. */
export interface ProgramLifecycle {
  readonly isDisposed: boolean;
  /** @throws EngineError once the program was disposed of */
  assertOpen(): void;
  /** @throws EngineError while the program has state that was never written */
  assertStateWritten(): void;
  markStateWritten(): void;
  end(): void;
}

/** A program's lifecycle, from its beginning. */
export function programLifecycle({ name, state = {} }: Program): ProgramLifecycle {
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
      if (!hasState) throw new EngineError(`${name}: its state was never written; call writeState first`);
    },
    markStateWritten: () => void (hasState = true),
    end: () => void (isDisposed = true),
  };
}
