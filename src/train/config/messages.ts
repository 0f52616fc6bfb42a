import type { z } from 'zod';
import { printable } from '../../printable.js';
import { shownValue } from '../../shown-value.js';
import { unknownKeysMessage, type KeyPath } from './keys.js';

type Issue = z.core.$ZodIssue;

const TYPES: Readonly<Record<string, string>> = {
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  string: 'text',
  object: 'a group of settings',
  array: 'a list',
  tuple: 'a list',
};

/** Describes the problems of settings in one line: all unknown keys, or else the first wrong value. */
export function issuesMessage(issues: readonly Issue[], root: unknown, known: readonly KeyPath[]): string {
  const innermost = issues.map(insideUnion);
  const unknown = innermost.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path.map(String), key]) : [],
  );
  return unknown.length > 0 ? unknownKeysMessage(unknown, known) : issueMessage(innermost[0]!, root);
}

/** Describes a wrong value in one line: the full path of its setting, the expected and the actual value. */
function issueMessage(issue: Issue, root: unknown): string {
  const path = issue.path.map(String);
  const value = valueAt(root, path);
  const name = printable(path.join('.'));
  if (value === undefined) return `${name} is missing: expected ${expectation(issue)}`;
  return `${name}: expected ${expectation(issue)}, got ${shownValue(value)}`;
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

function valueAt(root: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], root);
}
