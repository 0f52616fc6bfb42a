const MAX_LENGTH = 120;
const MAX_DEPTH = 8;
const CUT = '...';

/**
 * Formats a value from a file for a message: as JSON, cut after about 120 characters. Safe for any value, however deep
 * or long, and for objects that contain themselves.
 */
export function shownValue(value: unknown): string {
  return typeof value === 'number' ? String(value) : json(value, MAX_LENGTH, 0);
}

/** @param room most characters to write before cutting */
function json(value: unknown, room: number, depth: number): string {
  if (typeof value === 'string') {
    return value.length > room ? `${JSON.stringify(value.slice(0, room))}${CUT}` : JSON.stringify(value);
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? String(value);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (depth === MAX_DEPTH) return open! + CUT + close!;
  let out = open!;
  for (const key in value) {
    if (!Object.hasOwn(value, key)) continue;
    if (out.length > room) return `${out},${CUT}${close!}`;
    if (out.length > 1) out += ',';
    if (!Array.isArray(value)) out += `${json(key, room, depth)}:`;
    out += json((value as Readonly<Record<string, unknown>>)[key], Math.max(0, room - out.length), depth + 1);
  }
  return out + close!;
}
