/** OpenID Connect tokens of GitHub Actions. */
import { discoverJwks } from '../keys/remote.js';
import type { IssuerOptions } from '../verifier/types.js';
import { providerOptions, requirements, text, texts, textsIfGiven, type FetchedProviderOptions } from './options.js';

/** Options of {@link githubActions}, which needs `repository` or `sub`. */
export interface GithubActionsOptions extends FetchedProviderOptions {
  /** What the workflow asks its token for. The default of workflows, the owner's URL, is everybody's who names it. */
  audience: string | readonly string[];
  /** The repositories whose workflows may call, such as `acme/app`. */
  repository?: string | readonly string[];
  /** Accepted subjects, whole, such as `repo:acme/app:environment:production`. */
  sub?: string | readonly string[];
  /** Accepted refs, such as `refs/heads/main`. Default all: then whoever may push a branch may call. */
  ref?: string | readonly string[];
  /** Accepted deployment environments. Default all, and workflows without one. */
  environment?: string | readonly string[];
  /**
   * Accepted reusable workflows (`job_workflow_ref`), such as `acme/ci/.github/workflows/deploy.yml@refs/heads/main`.
   * Default all.
   */
  jobWorkflowRef?: string | readonly string[];
  /** The enterprise whose slug its issuer ends with, if it is set up so. Default none. */
  enterprise?: string;
}

/** What keeps out the workflows of everybody else. */
export type GithubActionsRestriction = Required<Pick<GithubActionsOptions, 'repository'>> | Required<Pick<GithubActionsOptions, 'sub'>>;

const ISSUER = 'https://token.actions.githubusercontent.com';

/**
 * Options of `createVerifier` for OpenID Connect tokens of GitHub Actions. Every workflow on GitHub gets tokens of
 * this issuer for any audience: so there is no verifier without a `repository` or a `sub`. Restrict `ref` or
 * `environment` as well where not everybody who can push may call. A repository's name may pass to someone else; its
 * id does not: `claims: { repository_id: '1234' }`.
 *
 * After https://docs.github.com/en/actions/reference/security/oidc.
 *
 * @throws {TypeError} for an option that is unknown, missing or of the wrong type, and without `repository` and `sub`
 *
 * @example
 * ```ts
 * import { createVerifier } from 'tokenward';
 * import { githubActions } from 'tokenward/providers';
 *
 * const verifier = createVerifier(
 *   githubActions({ audience: 'https://deploy.acme.example', repository: 'acme/app', ref: 'refs/heads/main' }),
 * );
 * ```
 */
export function githubActions(options: GithubActionsOptions & GithubActionsRestriction): IssuerOptions {
  const given = providerOptions<GithubActionsOptions>('githubActions', options, [
    'audience',
    'repository',
    'sub',
    'ref',
    'environment',
    'jobWorkflowRef',
    'enterprise',
  ]);
  const repository = textsIfGiven('repository', given.repository, /^[\w.-]+\/[\w.-]+$/, 'be the owner and the name, such as acme/app');
  const subject = textsIfGiven('sub', given.sub, /^[^*?]+$/, 'be whole subjects: they are compared, and `*` stands for nothing else');
  if (repository === undefined && subject === undefined) {
    throw new TypeError('githubActions: give a `repository` or a `sub`: every workflow on GitHub gets tokens of this issuer');
  }
  const { enterprise } = given;
  const issuer = enterprise === undefined ? ISSUER : `${ISSUER}/${text('enterprise', enterprise, /^[\w-]+$/, "be an enterprise's slug")}`;
  return {
    keys: discoverJwks(issuer, given.jwks),
    algorithms: ['RS256'],
    issuer,
    audience: texts('audience', given.audience),
    ...(subject !== undefined && { subject }),
    ...requirements(
      given,
      {
        repository,
        ref: textsIfGiven('ref', given.ref, /^refs\/[^*?]+$/, 'be whole refs, such as refs/heads/main'),
        environment: textsIfGiven('environment', given.environment),
        job_workflow_ref: textsIfGiven('jobWorkflowRef', given.jobWorkflowRef, /^[^*?]+@[^*?]+$/, 'be whole, with @ and the ref'),
      },
      ['sub'],
    ),
  };
}
