/** Writes all kinds of WAV files byte by byte, without code of the reader under test. */

export interface WavOptions {
  readonly sampleRateHz?: number;
  readonly format?: 'u8' | 's16' | 's24' | 's32' | 'f32' | 'f64';
  readonly extensible?: boolean;
  readonly container?: 'RIFF' | 'RF64';
  /** A wrong value for the data chunk's size field. */
  readonly dataSize?: number;
  /** A wrong value for the RIFF size field. */
  readonly riffSize?: number;
  /** Chunks before the samples. */
  readonly before?: readonly Chunk[];
  /** Chunks after the samples. */
  readonly after?: readonly Chunk[];
  /** Leaves out the padding byte of chunks of odd length. */
  readonly unpadded?: boolean;
}

export interface Chunk {
  readonly id: string;
  readonly bytes: Uint8Array;
}

const BYTES = { u8: 1, s16: 2, s24: 3, s32: 4, f32: 4, f64: 8 } as const;

/**
 * Encodes a WAV file.
 * @param channels samples of each channel, in [−1, 1)
 */
export function wavFile(channels: readonly ArrayLike<number>[], options: WavOptions = {}): Buffer {
  const { format = 's16', sampleRateHz = 44_100, extensible = false, container = 'RIFF' } = options;
  const bytes = BYTES[format];
  const frames = channels[0]!.length;
  const data = Buffer.alloc(frames * channels.length * bytes);
  for (let i = 0, offset = 0; i < frames; i++) {
    for (const channel of channels) {
      writeSample(data, offset, channel[i]!, format);
      offset += bytes;
    }
  }

  const fmt = Buffer.alloc(extensible ? 40 : 16);
  const tag = format.startsWith('f') ? 3 : 1;
  fmt.writeUInt16LE(extensible ? 0xfffe : tag, 0);
  fmt.writeUInt16LE(channels.length, 2);
  fmt.writeUInt32LE(sampleRateHz, 4);
  fmt.writeUInt32LE(sampleRateHz * channels.length * bytes, 8);
  fmt.writeUInt16LE(channels.length * bytes, 12);
  fmt.writeUInt16LE(bytes * 8, 14);
  if (extensible) {
    fmt.writeUInt16LE(22, 16);
    fmt.writeUInt16LE(bytes * 8, 18);
    fmt.writeUInt16LE(tag, 24);
    Buffer.from('000000001000800000aa00389b71', 'hex').copy(fmt, 26);
  }

  const { before = [], after = [], unpadded = false } = options;
  const rf64 = container === 'RF64';
  const chunk = (id: string, body: Uint8Array, size = body.length): Buffer => {
    const head = Buffer.alloc(8);
    head.write(id, 0, 'latin1');
    head.writeUInt32LE(size, 4);
    return Buffer.concat([head, body, Buffer.alloc(!unpadded && body.length % 2 === 1 ? 1 : 0)]);
  };
  const ds64 = Buffer.alloc(28);
  ds64.writeBigUInt64LE(BigInt(data.length), 8);
  ds64.writeBigUInt64LE(BigInt(frames), 16);
  const body = Buffer.concat([
    ...(rf64 ? [chunk('ds64', ds64)] : []),
    chunk('fmt ', fmt),
    ...before.map(({ id, bytes: content }) => chunk(id, content)),
    chunk('data', data, options.dataSize ?? (rf64 ? 0xffffffff : data.length)),
    ...after.map(({ id, bytes: content }) => chunk(id, content)),
  ]);
  const head = Buffer.alloc(12);
  head.write(container, 0, 'latin1');
  head.writeUInt32LE(options.riffSize ?? (rf64 ? 0xffffffff : body.length + 4), 4);
  head.write('WAVE', 8, 'latin1');
  return Buffer.concat([head, body]);
}

function writeSample(data: Buffer, at: number, value: number, format: keyof typeof BYTES): void {
  const integer = (bits: number): number =>
    Math.max(-(2 ** (bits - 1)), Math.min(2 ** (bits - 1) - 1, Math.round(value * 2 ** (bits - 1))));
  if (format === 'u8') data.writeUInt8(integer(8) + 128, at);
  else if (format === 's16') data.writeInt16LE(integer(16), at);
  else if (format === 's24') data.writeIntLE(integer(24), at, 3);
  else if (format === 's32') data.writeInt32LE(integer(32), at);
  else if (format === 'f32') data.writeFloatLE(value, at);
  else data.writeDoubleLE(value, at);
}

/** A sine: amplitude · sin(2π f t + phase). */
export function sine(
  hz: number,
  samples: number,
  { sampleRateHz = 44_100, amplitude = 0.5, phase = 0 } = {},
): Float64Array {
  return Float64Array.from(
    { length: samples },
    (_, i) => amplitude * Math.sin((2 * Math.PI * hz * i) / sampleRateHz + phase),
  );
}
