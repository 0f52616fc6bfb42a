import type { z } from 'zod';
import { unknownKeyMessage, type KeyPath } from './keys.js';

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  string: 'text',
  object: 'a group of settings',
  array: 'a list',
  tuple: 'a list',
};

/** Describes a problem with a setting in one line: its full path, the expected and the actual value. */
export function issueMessage(reported: Issue, root: unknown, known: readonly KeyPath[]): string {
  const issue = insideUnion(reported);
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return unknownKeyMessage([...path, issue.keys[0]!], known);
  const value = valueAt(root, path);
  const name = path.join('.');
  if (value === undefined) return `${name} is missing: expected ${expectation(issue)}`;
  return `${name}: expected ${expectation(issue)}, got ${formatValue(value)}`;
}

/** For a setting with several allowed forms: finds the problem with the form most likely intended. */
function insideUnion(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const nested = issue.errors.flat().filter(({ code, path }) => code !== 'invalid_type' || path.length > 0);
  // A misspelt key is also reported as missing.
  const intended = nested.find(({ code }) => code === 'unrecognized_keys') ?? nested[0];
  return intended ? insideUnion({ ...intended, path: [...issue.path, ...intended.path] }) : issue;
}

function expectation(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_union':
      return issue.errors.map(([form]) => expectation(form!)).join(' or ');
    case 'custom':
      return issue.message;
    case 'invalid_type':
      return TYPES[issue.expected] ?? issue.expected;
    case 'too_small':
      if (issue.origin === 'string') return 'non-empty text';
      if (issue.origin === 'array') return `a list of at least ${issue.minimum}`;
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'array') return `a list of at most ${issue.maximum}`;
      return `${issue.inclusive ? 'at most' : 'less than'} ${issue.maximum}`;
    case 'invalid_value':
      return issue.values.length === 1 ? String(issue.values[0]) : `one of ${issue.values.join(', ')}`;
    default:
      return `a valid value (${issue.message})`;
  }
}

function formatValue(value: unknown): string {
  return typeof value === 'number' ? String(value) : JSON.stringify(value);
}

function valueAt(root: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], root);
}
