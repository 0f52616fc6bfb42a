/**
 * Looks up a name from outside in a table. `table[name]` would find what every object inherits: `constructor`,
 * `toString`, `__proto__`.
 */
export function ownValue<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
