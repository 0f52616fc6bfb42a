import { type Document, isAlias, isScalar, Lexer, parseDocument, Parser, visit } from 'yaml';
import { ConfigError, oneLine } from '../../errors.js';
import { isNestedDeeperThan } from '../../nesting.js';

/** Far more than any configuration has. */
const MAX_LEVELS = 64;
const MAX_WORDS = 50_000;

/**
 * Parses YAML, or JSON, as a tree of plain values: a file of any content ends in a value or in an error, and no value
 * contains itself.
 * @throws ConfigError whose message continues the name of the source: `is not valid YAML: ...`
 */
export function parseYaml(text: string): unknown {
  checkSize(text);
  const document = parseDocument(text);
  const [problem] = [...document.errors, ...document.warnings];
  if (problem?.code === 'MULTIPLE_DOCS') throw new ConfigError('holds several documents, divided by ---: expected one');
  if (problem) throw invalid(problem.message.split('\n', 1)[0]!.replace(/:$/, ''), problem);
  if (document.directives?.yaml.version !== '1.2') throw new ConfigError('is YAML 1.1: remove its line with %YAML');
  checkAliases(document);
  let value: unknown;
  try {
    value = document.toJS();
  } catch (cause) {
    throw invalid(oneLine((cause as Error).message), cause);
  }
  if (isNestedDeeperThan(value, MAX_LEVELS)) throw tooDeep();
  return value;
}

/** Refuses what would exhaust the stack or the memory of the parser, which walks nested collections by recursion. */
function checkSize(text: string): void {
  const parser = new Parser();
  let words = 0;
  for (const word of new Lexer().lex(text)) {
    for (const _ of parser.next(word));
    if (parser.stack.length > MAX_LEVELS) throw tooDeep();
    if (++words > MAX_WORDS) throw new ConfigError(`is too long for a configuration: more than ${MAX_WORDS} words`);
  }
}

/** Refuses aliases of nothing and of a collection that they are part of, and keys that are not text. */
function checkAliases(document: Document.Parsed): void {
  visit(document, {
    Alias(_, alias, above) {
      const target = alias.resolve(document);
      if (!target) {
        throw invalid(`*${alias.source} refers to nothing: put text that begins with * into quotes`);
      }
      if (above.includes(target)) throw invalid(`*${alias.source} is part of what it refers to`);
    },
    Pair(_, { key }) {
      if (isScalar(key) && key.value !== null) return;
      const got = isAlias(key) ? `*${key.source}` : isScalar(key) ? 'nothing' : 'a list or a group';
      throw invalid(`expected a name before each colon, got ${got}`);
    },
  });
}

function tooDeep(): ConfigError {
  return new ConfigError(`is nested more than ${MAX_LEVELS} levels deep`);
}

function invalid(reason: string, cause?: unknown): ConfigError {
  return new ConfigError(`is not valid YAML: ${reason}`, { cause });
}
