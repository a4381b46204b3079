/** Values as JSON has them. */

/** A deep copy of what `JSON.parse` gives. @internal */
export function copyOf<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf) as T;
  // Not by assignment: a claim may be called `__proto__`.
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, copyOf(member)])) as T;
}
