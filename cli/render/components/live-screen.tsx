import { useInput, useStdin, useStdout } from 'ink';
import { useEffect, useState, useSyncExternalStore, type ReactElement } from 'react';
import type { TrainingState } from '../training-state.js';
import { TrainingScreen } from './training-screen.js';

/** What the screen shows, and a way to hear of changes. */
export interface TrainingStore {
  readonly current: () => TrainingState;
  readonly subscribe: (changed: () => void) => () => void;
}

export interface TrainingAppProps {
  readonly store: TrainingStore;
  /** Ctrl+C: in raw mode it arrives as a key, not as a signal. */
  readonly onInterrupt: () => void;
}

/** The training screen, alive: follows the store, the terminal's size and the keyboard. */
export function TrainingApp({ store, onInterrupt }: TrainingAppProps): ReactElement {
  const state = useSyncExternalStore(store.subscribe, store.current);
  const { columns, rows } = useTerminalSize();
  const { isRawModeSupported } = useStdin();
  useInput(
    (input, key) => {
      if (key.ctrl && input === 'c') onInterrupt();
    },
    { isActive: isRawModeSupported },
  );
  return <TrainingScreen state={state} columns={columns} rows={rows} />;
}

/** Size of the terminal that Ink draws on, also after it changed. */
function useTerminalSize(): { readonly columns: number; readonly rows: number } {
  const { stdout } = useStdout();
  const [size, setSize] = useState(() => sizeOf(stdout));
  useEffect(() => {
    const resized = (): void => setSize(sizeOf(stdout));
    stdout.on('resize', resized);
    return () => {
      stdout.off('resize', resized);
    };
  }, [stdout]);
  return size;
}

/** Streams that are not terminals have no size, whatever their types say. */
function sizeOf(stream: { readonly columns?: number; readonly rows?: number }): { columns: number; rows: number } {
  return { columns: stream.columns || 80, rows: stream.rows || 24 };
}
