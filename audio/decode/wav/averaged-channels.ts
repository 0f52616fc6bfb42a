import { createChannelClippingMeter } from '../clipping.js';
import { createCancellationMeter } from './cancelling-channels.js';
import type { SampleFormat } from './format.js';
import { createSilentChannelMeter } from './silent-channels.js';

/** Looks for defects of channels that their mean hides. */
export interface ChannelMeter {
  /** Measures a part of the recording: whole blocks, little-endian. */
  add(bytes: Uint8Array): void;
  /** Returns warnings, without the file name; once all parts are measured. */
  warnings(): readonly string[];
}

/**
 * Creates a meter of the channels that are averaged.
 * @param channel the only channel that is used, if any: then there is nothing to measure, nor for a single channel
 */
export function createChannelMeter(format: SampleFormat, channels: number, channel: number | undefined): ChannelMeter {
  if (channels === 1 || channel !== undefined) return { add: () => undefined, warnings: () => [] };
  const meters = [createCancellationMeter, createSilentChannelMeter, createChannelClippingMeter].map((createMeter) =>
    createMeter(format, channels),
  );
  return {
    add: (bytes) => meters.forEach((meter) => meter.add(bytes)),
    warnings: () => meters.map((meter) => meter.warning()).filter((warning) => warning !== undefined),
  };
}
