import { EngineError } from '../errors.js';
import type { Program } from './types.js';

/** What a program can be asked for: the same refusals, in the same words, on every engine. */
export interface ProgramLife {
  readonly isOver: boolean;
  /** @throws EngineError once the program was disposed of */
  mustLive(): void;
  /** @throws EngineError while the program has state that was never written */
  mustHaveState(): void;
  stateIsWritten(): void;
  end(): void;
}

/** A program's life, from its beginning. */
export function programLife({ name, state = {} }: Program): ProgramLife {
  let hasState = Object.keys(state).length === 0;
  let isOver = false;
  return {
    get isOver() {
      return isOver;
    },
    mustLive() {
      if (isOver) throw new EngineError(`${name}: the program was disposed of`);
    },
    mustHaveState() {
      if (!hasState) throw new EngineError(`${name}: its state was never written; call writeState first`);
    },
    stateIsWritten: () => void (hasState = true),
    end: () => void (isOver = true),
  };
}
