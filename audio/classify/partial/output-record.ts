import { crc32 } from 'node:zlib';

/** Raw outputs of a network for the segments of one span. */
export interface SpanOutputs {
  /** [count] or longer; 0 for a segment without a signal. */
  readonly signal: Int32Array;
  /** [count, classes] or longer. */
  readonly logits: Float32Array;
  /** [count] or longer; absent if the model does not know what is typical. */
  readonly distances?: Float32Array;
}

/** Number of values per segment. */
export interface RecordLayout {
  readonly classes: number;
  readonly hasDistances: boolean;
  /** Most segments of a span. */
  readonly batchSize: number;
}

/** A span's outputs, and what they belong to. */
export interface OutputRecord {
  /** Number of the span in its recording, from 0. */
  readonly span: number;
  /** Segments of the span. */
  readonly count: number;
  /** Checksum of the samples that the outputs were computed from. */
  readonly samplesChecksum: number;
  readonly outputs: SpanOutputs;
}

/*
 * A record is a head and a body of 32-bit words, in the byte order of the machine: a file is read only on the kind of
 * machine that wrote it. Head: length of the body in bytes, CRC-32 of the body. Body: span, count, checksum of the
 * samples; then signals, logits and distances of `count` segments.
 */

/** Bytes of the head of a record. */
export const RECORD_HEAD_BYTES = 8;
const BODY_HEAD_WORDS = 3;

/** Writes a record. */
export function encodeRecord(record: OutputRecord, layout: RecordLayout): Uint8Array {
  const { span, count, samplesChecksum, outputs } = record;
  const { classes } = layout;
  const bodyBytes = bodyBytesOf(count, layout);
  const buffer = new ArrayBuffer(RECORD_HEAD_BYTES + bodyBytes);
  const words = new Uint32Array(buffer);
  words.set([bodyBytes, 0, span, count, samplesChecksum]);
  const at = RECORD_HEAD_BYTES + 4 * BODY_HEAD_WORDS;
  new Int32Array(buffer, at, count).set(outputs.signal.subarray(0, count));
  new Float32Array(buffer, at + 4 * count, count * classes).set(outputs.logits.subarray(0, count * classes));
  if (outputs.distances) {
    new Float32Array(buffer, at + 4 * count * (1 + classes), count).set(outputs.distances.subarray(0, count));
  }
  words[1] = crc32(new Uint8Array(buffer, RECORD_HEAD_BYTES));
  return new Uint8Array(buffer);
}

/**
 * Returns the length in bytes of the body after a head; undefined if no record of this layout is that long.
 * @param head of `RECORD_HEAD_BYTES`
 */
export function bodyLength(head: Uint8Array, layout: RecordLayout): number | undefined {
  const [bytes] = new Uint32Array(copied(head), 0, 1);
  return bytes! > 0 && bytes! <= bodyBytesOf(layout.batchSize, layout) ? bytes : undefined;
}

/** Reads a record; undefined if it is damaged, or of another layout. */
export function decodeRecord(head: Uint8Array, body: Uint8Array, layout: RecordLayout): OutputRecord | undefined {
  const [bytes, checksum] = new Uint32Array(copied(head));
  if (body.length !== bytes || body.length < 4 * BODY_HEAD_WORDS || crc32(body) !== checksum) return undefined;
  const buffer = copied(body);
  const [span, count, samplesChecksum] = new Uint32Array(buffer, 0, BODY_HEAD_WORDS);
  if (count! < 1 || count! > layout.batchSize || bodyBytesOf(count!, layout) !== bytes) return undefined;
  const at = 4 * BODY_HEAD_WORDS;
  const rows = count!;
  const signal = new Int32Array(buffer, at, rows);
  const logits = new Float32Array(buffer, at + 4 * rows, rows * layout.classes);
  const distances = layout.hasDistances
    ? { distances: new Float32Array(buffer, at + 4 * rows * (1 + layout.classes), rows) }
    : {};
  return {
    span: span!,
    count: rows,
    samplesChecksum: samplesChecksum!,
    outputs: { signal, logits, ...distances },
  };
}

function bodyBytesOf(count: number, { classes, hasDistances }: RecordLayout): number {
  return 4 * (BODY_HEAD_WORDS + count * (1 + classes + (hasDistances ? 1 : 0)));
}

/** Values of several bytes can be read at offsets of a buffer of their own, not of any buffer. */
function copied(bytes: Uint8Array): ArrayBuffer {
  return new Uint8Array(bytes).buffer;
}
