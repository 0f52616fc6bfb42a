import { useInput, useStdin, useStdout } from 'ink';
import { useEffect, useState, useSyncExternalStore, type ComponentType, type ReactElement } from 'react';

/** What a screen is drawn from. */
export interface ScreenProps<State> {
  readonly state: State;
  /** Size of the terminal. */
  readonly columns: number;
  readonly rows: number;
}

/** What a screen shows, and a way to hear of changes. */
export interface ScreenStore<State> {
  readonly current: () => State;
  readonly subscribe: (changed: () => void) => () => void;
}

export interface LiveScreenProps<State> {
  readonly screen: ComponentType<ScreenProps<State>>;
  readonly store: ScreenStore<State>;
  /** Ctrl+C: in raw mode it arrives as a key, not as a signal. */
  readonly onInterrupt: () => void;
}

/** A screen, alive: follows the store, the terminal's size and the keyboard. */
export function LiveScreen<State>({ screen: Screen, store, onInterrupt }: LiveScreenProps<State>): ReactElement {
  const state = useSyncExternalStore(store.subscribe, store.current);
  const { columns, rows } = useTerminalSize();
  const { isRawModeSupported } = useStdin();
  useInput(
    (input, key) => {
      if (key.ctrl && input === 'c') onInterrupt();
    },
    { isActive: isRawModeSupported },
  );
  return <Screen state={state} columns={columns} rows={rows} />;
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
