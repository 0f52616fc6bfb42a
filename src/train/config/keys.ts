import { ownValue } from '../../own-value.js';
import type { z } from 'zod';
import { count } from '../../format-number.js';
import { nearestName } from '../../nearest-name.js';
import { printable } from '../../printable.js';
import { newNameOf } from './renamed.js';

/** Full path of a key, outermost first. */
export type KeyPath = readonly string[];

/** Wildcard for a key in groups whose keys are names, such as the layers of a network. */
const ANY = '*';

interface AnySchema {
  readonly def: {
    readonly innerType?: AnySchema;
    readonly options?: readonly AnySchema[];
    readonly keyType?: AnySchema;
    readonly valueType?: AnySchema;
    readonly defaultValue?: unknown;
  };
  readonly shape?: Readonly<Record<string, AnySchema>>;
}

/** Returns the paths of all keys of a schema, including groups. */
export function knownPaths(schema: z.ZodType): KeyPath[] {
  return pathsBelow(schema as unknown as AnySchema, []);
}

function pathsBelow(schema: AnySchema, above: KeyPath): KeyPath[] {
  let inner = schema;
  while (!inner.shape && inner.def.innerType) inner = inner.def.innerType;
  if (inner.def.keyType) {
    const path = [...above, ANY];
    return [path, ...pathsBelow(inner.def.valueType!, path)];
  }
  if (inner.def.options) return inner.def.options.flatMap((form) => pathsBelow(form, above));
  return Object.entries(inner.shape ?? {}).flatMap(([key, child]) => {
    const path = [...above, key];
    return [path, ...pathsBelow(child, path)];
  });
}

/** Returns the default of a setting; undefined if the setting is required or does not exist. */
export function defaultAt(schema: z.ZodType, path: KeyPath): unknown {
  let inner: AnySchema | undefined = schema as unknown as AnySchema;
  for (const key of path) {
    while (inner && !inner.shape) inner = inner.def.innerType;
    inner = inner?.shape && ownValue(inner.shape, key);
  }
  return inner?.def.defaultValue;
}

/** Whether a path is among the known ones; wildcards match any key. */
export function isKnown(path: KeyPath, known: readonly KeyPath[]): boolean {
  return known.some(
    (other) => other.length === path.length && other.every((key, index) => key === ANY || key === path[index]),
  );
}

/** Most unknown keys that one message lists. */
const MAX_LISTED = 10;

/** Returns the message for an unknown key: `unknown key loss.aplha: did you mean loss.alpha?` */
export function unknownKeyMessage(path: KeyPath, paths: readonly KeyPath[]): string {
  return `unknown key ${printable(path.join('.'))}: ${reasonOf(path, paths)}`;
}

/**
 * Returns one message for all unknown keys, so that they can be mended at once: `2 unknown keys: loss.aplha (did you
 * mean loss.alpha?), sed (did you mean seed?)`.
 * @param unknown at least one
 */
export function unknownKeysMessage(unknown: readonly KeyPath[], paths: readonly KeyPath[]): string {
  if (unknown.length === 1) return unknownKeyMessage(unknown[0]!, paths);
  const listed = unknown.slice(0, MAX_LISTED).map((path) => `${printable(path.join('.'))} (${reasonOf(path, paths)})`);
  const rest = unknown.length > listed.length ? `, and ${count(unknown.length - listed.length)} more` : '';
  return `${count(unknown.length)} unknown keys: ${listed.join(', ')}${rest}`;
}

function reasonOf(path: KeyPath, paths: readonly KeyPath[]): string {
  const known = paths.filter((other) => !other.includes(ANY));
  const newName = newNameOf(path.join('.'));
  if (newName !== undefined) return `it was renamed to ${newName}`;
  const nested = path.join('.').split('.');
  if (nested.length > path.length && isKnown(nested, paths)) return `in a file, write ${groupText(nested)}`;
  const suggestion = suggestedPath(path, known);
  if (suggestion) return `did you mean ${suggestion.join('.')}?`;
  let group = path.slice(0, -1);
  while (group.length > 0 && !known.some((other) => other.join('.') === group.join('.'))) group = group.slice(0, -1);
  const siblings = known.filter((other) => other.length === group.length + 1 && startsWith(other, group));
  if (siblings.length === 0) return `${group.join('.')} has no subkeys`;
  return `expected one of ${siblings.map((other) => other.join('.')).join(', ')}`;
}

/** `{loss: {alpha: ...}}` without the outer braces. */
function groupText([key, ...rest]: KeyPath): string {
  return rest.length === 0 ? `${key}: ...` : `${key}: {${groupText(rest)}}`;
}

/** Finds the same last key in a different group, or else a key with a similar spelling in any group. */
function suggestedPath(path: KeyPath, known: readonly KeyPath[]): KeyPath | undefined {
  const last = path.at(-1)!;
  const elsewhere = known.filter((other) => other.at(-1) === last);
  if (elsewhere.length === 1) return elsewhere[0];
  const siblings = known.filter((other) => other.length === path.length && startsWith(other, path.slice(0, -1)));
  const sibling = nearestName(
    last,
    siblings.map((other) => other.at(-1)!),
  );
  if (sibling !== undefined) return [...path.slice(0, -1), sibling];
  const similarKey = nearestName(
    last,
    known.map((other) => other.at(-1)!),
  );
  return known.find((other) => other.at(-1) === similarKey);
}

function startsWith(path: KeyPath, prefix: KeyPath): boolean {
  return prefix.every((key, index) => path[index] === key);
}
