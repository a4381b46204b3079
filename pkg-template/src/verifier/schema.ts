/** Claims as types, by any validator that speaks Standard Schema: zod, valibot, arktype and others. */
import { refusal } from '../bridge/text.js';
import { check } from '../lib/options.js';
import { isThenable } from '../lib/promises.js';
import { copyOf } from '../lib/json.js';

/** What of Standard Schema (https://standardschema.dev) is used. */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** What a schema says: the value it makes of the claims, or what is wrong with them. */
export type SchemaResult<Output> = { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

/** What is wrong. Its message is not used: it may hold a claim's value. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** Throws unless it is a schema. @internal */
export function checkSchema(schema: unknown): asserts schema is StandardSchema {
  const standard = (schema as Partial<StandardSchema> | null)?.['~standard'];
  check(typeof standard?.validate === 'function', 'schema', schema, 'be a Standard Schema, such as one of zod or valibot');
}

/**
 * The claims as the schema makes them; a promise if the schema is asynchronous. It gets a copy, for
 * what it changes must not change what was signed, which decides what is granted. @internal
 */
export function validate<Output>(schema: StandardSchema<Output>, claims: unknown): Output | Promise<Output> {
  const result = schema['~standard'].validate(copyOf(claims));
  // Taken for a result, a promise of another kind would be one without issues.
  return isThenable(result) ? Promise.resolve(result).then(valueOf) : valueOf(result);
}

function valueOf<Output>(result: SchemaResult<Output>): Output {
  if (result.issues === undefined) {
    if (!('value' in result)) throw new TypeError('the `schema` answered neither with a `value` nor with `issues`');
    return result.value;
  }
  const first = result.issues[0]?.path?.[0];
  const name = typeof first === 'object' ? first.key : first;
  // The name of a claim, and nothing that only looks like one.
  const claim = typeof name === 'string' && /^[\w:/.#-]{1,64}$/.test(name) ? name : 'schema';
  throw refusal('claim_invalid', { claim });
}
