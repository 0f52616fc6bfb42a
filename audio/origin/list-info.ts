import { readAudioMothComment } from './audiomoth-comment.js';
import { parseTimestamp } from './clock-time.js';
import { defined, type Finding } from './finding.js';
import { decodeBytes } from './text.js';

const HEAD_BYTES = 8;
const MAX_FIELDS = 100;

/**
 * Reads a `LIST` chunk of type INFO: ICMT, a comment, in which AudioMoth writes its sentence; IART, the artist, which
 * is "AudioMoth" and its serial number; ICRD, when it was created.
 *
 * Sources: "Multimedia Programming Interface and Data Specifications 1.0" (IBM and Microsoft, 1991), INFO list chunk;
 * AudioMoth-Firmware-Basic (main.c) for what is in ICMT and IART.
 * @returns nothing for other lists
 */
export function readListInfo(bytes: Uint8Array, bigEndian: boolean): Finding[] {
  if (decodeBytes(bytes.subarray(0, 4)) !== 'INFO') return [];
  const fields = fieldsOf(bytes, bigEndian);
  const comment = readAudioMothComment(fields.get('ICMT') ?? '');
  const serial = /^AudioMoth ([0-9A-F]{16})$/i.exec((fields.get('IART') ?? '').trim())?.[1];
  const other = defined({ time: parseTimestamp(fields.get('ICRD') ?? ''), serial });
  const device = serial === undefined ? {} : { make: 'Open Acoustic Devices', model: 'AudioMoth' };
  return [...(comment ? [comment] : []), { source: 'LIST INFO', ...device, ...other }];
}

function fieldsOf(bytes: Uint8Array, bigEndian: boolean): Map<string, string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = new Map<string, string>();
  let at = 4;
  for (let count = 0; at + HEAD_BYTES <= bytes.length && count < MAX_FIELDS; count++) {
    const id = decodeBytes(bytes.subarray(at, at + 4));
    const size = view.getUint32(at + 4, !bigEndian);
    const value = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + size);
    if (!fields.has(id)) fields.set(id, decodeBytes(value, { terminated: true }));
    at += HEAD_BYTES + size + (size % 2);
  }
  return fields;
}
