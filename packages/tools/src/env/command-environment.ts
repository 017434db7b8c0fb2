import { containsToken } from "../redact.ts";

const defaultPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

const secretName =
  /API_?KEY|SECRET|PASSWORD|PASSWD|PASSPHRASE|CREDENTIAL|.PWD$|(?:^|_)AUTH$|TOKEN(?:_|$)|(?:^|_)KEYS?(?:_ID|_BASE)?$/i;

/**
 * The environment for commands: what the caller gave, without keys and tokens, recognised by name or by value.
 *
 * @param allowed Names that pass although they look like secrets.
 */
export function commandEnvironment(
  given: Readonly<Record<string, string | undefined>>,
  allowed: readonly string[] = [],
): Record<string, string> {
  const environment: Record<string, string> = { PATH: defaultPath };
  for (const [name, value] of Object.entries(given)) {
    if (value === undefined) continue;
    if (allowed.includes(name) || !isSecret(name, value)) environment[name] = value;
  }
  return environment;
}

function isSecret(name: string, value: string): boolean {
  return (name !== "OLDPWD" && secretName.test(name)) || containsToken(value);
}
