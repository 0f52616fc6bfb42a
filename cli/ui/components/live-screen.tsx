import { useInput, useStdin, useStdout } from 'ink';
import { useEffect, useState, useSyncExternalStore, type ComponentType, type ReactElement } from 'react';

/** Props of a screen. */
export interface ScreenProps<State> {
  readonly state: State;
  /** Width of the terminal. */
  readonly columns: number;
  readonly rows: number;
}

/** The state that a screen shows, and a subscription to its changes. */
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

/** Redraws a screen when the store or the terminal size changes, and handles Ctrl+C. */
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

/** Returns the size of Ink's terminal and follows its changes. */
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

/** Falls back to 80 x 24: streams that are not terminals have no size, although the types promise one. */
function sizeOf(stream: { readonly columns?: number; readonly rows?: number }): { columns: number; rows: number } {
  return { columns: stream.columns || 80, rows: stream.rows || 24 };
}
