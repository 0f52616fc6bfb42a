import type { z } from 'zod';
import { unknownKeyMessage, type KeyPath } from './keys.js';

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  object: 'a group of settings',
};

/** What is wrong with a setting, in one line: its full path, what was expected, what was got. */
export function issueMessage(issue: Issue, root: unknown, known: readonly KeyPath[]): string {
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return unknownKeyMessage([...path, issue.keys[0]!], known);
  const value = valueAt(root, path);
  const name = path.join('.');
  if (value === undefined) return `${name} is missing: expected ${expectation(issue)}`;
  return `${name}: expected ${expectation(issue)}, got ${shown(value)}`;
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'too_small':
      if (issue.origin === 'string') return 'text that is not empty';
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    default:
      return `something else (${issue.message})`;
  }
}

function shown(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function valueAt(root: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], root);
}
