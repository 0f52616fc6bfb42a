import type { FileHandle } from 'node:fs/promises';
import type { OriginSource } from './names.js';

/** A value, and where it was found. */
export interface Sourced<T> {
  readonly value: T;
  readonly source: OriginSource;
}

/** A place in degrees, WGS84. */
export interface Coordinates {
  /** Positive in the north. */
  readonly latitude: number;
  /** Positive in the east. */
  readonly longitude: number;
}

/** Voltage of the batteries. */
export interface BatteryVoltage extends Sourced<number> {
  /** Whether it was below or above this value, the end of what the recorder can measure. */
  readonly bound?: 'below' | 'above';
}

/** When a recording starts. */
export interface RecordingStart {
  /** Time of the day in `timezone`, or if none was given, as the recorder's clock showed it: `2024-05-12T05:30:00`. */
  readonly local: string;
  /** What `local` is ahead of UTC: `+02:00`. Absent if nothing gives it. */
  readonly utcOffset?: string;
  /** The exact instant: `2024-05-12T03:30:00Z`. Absent if the offset is. */
  readonly utc?: string;
  /** Time zone of `local`, as it was asked for. */
  readonly timezone?: string;
  /** Where date and time were found. */
  readonly source: OriginSource;
  /** What made an instant of them. Absent if the offset is. */
  readonly offsetSource?: OriginSource | 'timezone';
}

/** When, where and with what a recording was made. What is not known is absent. */
export interface RecordingOrigin {
  readonly start?: RecordingStart;
  readonly coordinates?: Sourced<Coordinates>;
  readonly site?: Sourced<string>;
  /** Manufacturer of the recorder. */
  readonly make?: Sourced<string>;
  readonly model?: Sourced<string>;
  readonly serial?: Sourced<string>;
  /** AudioMoth's identifier of a deployment. */
  readonly deployment?: Sourced<string>;
  readonly batteryVolts?: BatteryVoltage;
  readonly temperatureCelsius?: Sourced<number>;
  /** Contradictions and damage; one line each, with the name of the file. */
  readonly warnings: readonly string[];
}

/** A recording that is open already. */
export interface OpenRecording {
  /** Its path. */
  readonly file: string;
  /** Stays open. */
  readonly handle: FileHandle;
}

export interface RecordedAtOptions {
  /**
   * Time zone of clocks that state none: an IANA name (`Europe/Berlin`), or an offset (`+01:00`) for clocks that were
   * not changed in summer. `start.local` is in it.
   */
  readonly timezone?: string | undefined;
  /** The recording's row of metadata.csv: values by column name, in lower case. */
  readonly metadata?: Readonly<Record<string, string>> | undefined;
  /** Folder that the recording is in, below the folder of all recordings, with `/`. It may name the site. */
  readonly subfolder?: string | undefined;
  /** Milliseconds since 1970 after which a date cannot be right. Default: a day from now. */
  readonly latest?: number | undefined;
}
