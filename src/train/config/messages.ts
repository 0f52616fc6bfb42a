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

/** What is wrong with a setting, in one line: its full path, what was expected, what was got. */
export function issueMessage(found: Issue, root: unknown, known: readonly KeyPath[]): string {
  const issue = insideUnion(found);
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') return unknownKeyMessage([...path, issue.keys[0]!], known);
  const value = valueAt(root, path);
  const name = path.join('.');
  if (value === undefined) return `${name} is missing: expected ${expectation(issue)}`;
  return `${name}: expected ${expectation(issue)}, got ${shown(value)}`;
}

/** Where several forms are allowed: what is wrong with the one that was meant, if one was. */
function insideUnion(issue: Issue): Issue {
  if (issue.code !== 'invalid_union') return issue;
  const deeper = issue.errors.flat().filter(({ code, path }) => code !== 'invalid_type' || path.length > 0);
  // A key that is misspelt is missing as well.
  const meant = deeper.find(({ code }) => code === 'unrecognized_keys') ?? deeper[0];
  return meant ? insideUnion({ ...meant, path: [...issue.path, ...meant.path] }) : issue;
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
      if (issue.origin === 'string') return 'text that is not empty';
      if (issue.origin === 'array') return `a list of at least ${issue.minimum}`;
      return `${issue.inclusive ? 'at least' : 'more than'} ${issue.minimum}`;
    case 'too_big':
      if (issue.origin === 'array') return `a list of at most ${issue.maximum}`;
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
