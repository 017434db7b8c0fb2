import { containsToken } from "../redact.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const secretName =
  /API_?KEY|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|.PWD$|(?:^|_)AUTH$|TOKEN(?:_|$)|(?:^|_)KEYS?(?:_ID|_BASE)?$/i;

/**
 * What git sets for its hooks (`git rev-parse --local-env-vars`): a program that a hook started would work on the
 * repository of the hook, whatever folder it is in.
 */
const repositoryName =
  /^GIT_(?:DIR|WORK_TREE|IMPLICIT_WORK_TREE|INDEX_FILE|COMMON_DIR|PREFIX|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|GRAFT_FILE|SHALLOW_FILE|NO_REPLACE_OBJECTS|REPLACE_REF_BASE|INTERNAL_SUPER_PREFIX|QUARANTINE_PATH|CONFIG(?:_PARAMETERS|_COUNT|_KEY_\d+|_VALUE_\d+)?)$/;

/**
 * The environment for commands: what the caller gave, without keys and tokens, recognised by name or by value, and
 * without what binds git to one repository.
 *
 * @param allowed Names that pass although they look like secrets.
 */
export function commandEnvironment(
  given: Environment,
  allowed: readonly string[] = [],
): Record<string, string> {
  const environment: Record<string, string> = { PATH: defaultPath };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined || repositoryName.test(name)) continue;
    if (allowed.includes(name) || !isSecret(name, value)) environment[name] = value;
  }
  return environment;
}

/** Shorter values stand in too many innocent words to be taken out of output. */
const leastSecretLength = 8;

/** The values that `commandEnvironment` keeps from commands, so that they can be taken out of output as well. */
export function secretValues(given: Environment, allowed: readonly string[] = []): string[] {
  return Object.entries(given).flatMap(([name, value]) =>
    value !== undefined &&
    value.length >= leastSecretLength &&
    !allowed.includes(name) &&
    isSecret(name, value)
      ? [value]
      : [],
  );
}

function isSecret(name: string, value: string): boolean {
  return (name !== "OLDPWD" && secretName.test(name)) || containsToken(value);
}
