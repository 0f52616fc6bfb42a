import { EventEmitter } from 'node:events';
import xterm from '@xterm/headless';

/** An emulated terminal that programs draw on as on `process.stderr`. */
export class EmulatedTerminal extends EventEmitter {
  private readonly terminal: xterm.Terminal;

  constructor(columns: number, rows: number) {
    super();
    // As a pseudo-terminal does, it returns the carriage at each line feed.
    this.terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, convertEol: true });
  }

  get columns(): number {
    return this.terminal.cols;
  }

  get rows(): number {
    return this.terminal.rows;
  }

  write(text: string): boolean {
    this.terminal.write(text);
    return true;
  }

  /** Changes the size as a user does, and tells the program. */
  async resize(columns: number, rows: number): Promise<void> {
    await this.written();
    this.terminal.resize(columns, rows);
    this.emit('resize');
    // A screen draws again in the following ticks.
    for (let tick = 0; tick < 5; tick++) await new Promise((resolve) => setImmediate(resolve));
    await this.written();
  }

  /** Lines on the screen, without the empty ones at its end. */
  async screen(): Promise<string[]> {
    await this.written();
    const { baseY } = this.terminal.buffer.active;
    return this.linesFrom(baseY);
  }

  /** Lines of the scrollback and the screen. */
  async everything(): Promise<string[]> {
    await this.written();
    return this.linesFrom(0);
  }

  private linesFrom(first: number): string[] {
    const { active } = this.terminal.buffer;
    const lines = Array.from(
      { length: active.length - first },
      (_, row) => active.getLine(first + row)?.translateToString(true) ?? '',
    );
    while (lines.at(-1) === '') lines.pop();
    return lines;
  }

  private written(): Promise<void> {
    return new Promise((resolve) => this.terminal.write('', resolve));
  }
}
