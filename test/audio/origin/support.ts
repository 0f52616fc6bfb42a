import { sine, wavFile, type Chunk, type WavOptions } from '../../helpers/wav-writer.js';

/** A short WAV file with these chunks behind the samples. */
export function recording(chunks: readonly Chunk[], options: WavOptions = {}): Buffer {
  return wavFile([sine(440, 100, { sampleRateHz: 8000 })], { sampleRateHz: 8000, after: chunks, ...options });
}

/** A `guan` chunk of these lines. */
export function guano(...lines: readonly string[]): Chunk {
  return { id: 'guan', bytes: Buffer.from(['GUANO|Version: 1.0', ...lines].join('\n')) };
}

/** A `wamd` chunk: numbers of entries and their texts. */
export function wamd(...entries: readonly (readonly [number, string | Uint8Array])[]): Chunk {
  const parts = entries.flatMap(([id, value]) => {
    const bytes = Buffer.from(value);
    const head = Buffer.alloc(6);
    head.writeUInt16LE(id, 0);
    head.writeUInt32LE(bytes.length, 2);
    return [head, bytes];
  });
  return { id: 'wamd', bytes: Buffer.concat(parts) };
}

/** A `LIST` chunk of type INFO. */
export function info(fields: Readonly<Record<string, string>>): Chunk {
  const parts = Object.entries(fields).flatMap(([id, text]) => {
    const bytes = Buffer.from(`${text}\0${text.length % 2 === 0 ? '\0' : ''}`);
    const head = Buffer.alloc(8);
    head.write(id, 'latin1');
    head.writeUInt32LE(bytes.length, 4);
    return [head, bytes];
  });
  return { id: 'LIST', bytes: Buffer.concat([Buffer.from('INFO'), ...parts]) };
}

export interface BextFields {
  readonly description?: string;
  readonly originator?: string;
  readonly date: string;
  readonly time: string;
  readonly timeReference?: bigint;
}

/** A `bext` chunk of EBU Tech 3285, version 1. */
export function bext({ description = '', originator = '', date, time, timeReference = 0n }: BextFields): Chunk {
  const bytes = Buffer.alloc(602);
  bytes.write(description, 0, 'latin1');
  bytes.write(originator, 256, 'latin1');
  bytes.write(date, 320, 'latin1');
  bytes.write(time, 330, 'latin1');
  bytes.writeBigUInt64LE(timeReference, 338);
  bytes.writeUInt16LE(1, 346);
  return { id: 'bext', bytes };
}

/** A FLAC file of the given blocks of metadata, as type and bytes, without samples. */
export function flac(...blocks: readonly (readonly [number, Uint8Array])[]): Buffer {
  const parts = blocks.flatMap(([type, bytes], index) => {
    const head = Buffer.alloc(4);
    head.writeUIntBE(bytes.length, 1, 3);
    head[0] = type + (index === blocks.length - 1 ? 0x80 : 0);
    return [head, bytes];
  });
  return Buffer.concat([Buffer.from('fLaC'), ...parts]);
}

/** A block of FLAC's comments. */
export function comments(...fields: readonly string[]): [number, Buffer] {
  const text = (value: string): Buffer => {
    const bytes = Buffer.from(value);
    return Buffer.concat([number(bytes.length), bytes]);
  };
  return [4, Buffer.concat([text('Lavf58.24.100'), number(fields.length), ...fields.map(text)])];
}

function number(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}
