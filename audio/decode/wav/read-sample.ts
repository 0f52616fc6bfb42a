import type { SampleFormat } from './format.js';

/** Reads one stored sample, little-endian, full scale ±1: for looks at few samples. `createSampleReader` reads all. */
export const READ_SAMPLE: Readonly<Record<SampleFormat, (view: DataView, at: number) => number>> = {
  u8: (view, at) => (view.getUint8(at) - 128) / 2 ** 7,
  s16: (view, at) => view.getInt16(at, true) / 2 ** 15,
  s24: (view, at) => ((view.getInt8(at + 2) << 16) | view.getUint16(at, true)) / 2 ** 23,
  s32: (view, at) => view.getInt32(at, true) / 2 ** 31,
  f32: (view, at) => view.getFloat32(at, true),
  f64: (view, at) => view.getFloat64(at, true),
};
