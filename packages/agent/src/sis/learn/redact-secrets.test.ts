import fc from "fast-check";
import { expect, test } from "vitest";
import { containsSecret, isSecretName, redactSecrets } from "./redact-secrets.ts";

test.each([
  ["mysql --password hunter2x -h db", "mysql --password [redacted] -h db"],
  ["export GITHUB_TOKEN=abcdefgh && ls", "export GITHUB_TOKEN=[redacted] && ls"],
  ['{"password":"hunter2","user":"me"}', '{"password":"[redacted]","user":"me"}'],
  ["The password is hunter2, remember it", "The password is [redacted], remember it"],
  ["Das Passwort lautet geheim1", "Das Passwort lautet [redacted]"],
  ["curl -u me:hunter2 https://x.example", "curl -u me:[redacted] https://x.example"],
  ["Authorization: Basic bWU6aHVudGVyMg==", "Authorization: Basic [redacted]"],
  ["redis://:hunter2@db:6379", "redis://:[redacted]@db:6379"],
  ["postgres://me:hunter2@db/x", "postgres://me:[redacted]@db/x"],
  ["AWS wJalrXUtnFEMI/K7MDENG/bPxRfiCYzEXAMPLEKEY", "AWS [redacted]"],
  ["use aB3dE5fG7hJ9kL1mN3pQ5 there", "use [redacted] there"],
  ["use k3j4h5k2j3h4n5kj2h3k4j5h there", "use [redacted] there"],
  ["sk-ant-api03-aB3aB3aB3aB3aB3aB3aB3 here", "[redacted] here"],
])("takes the secret out of %j", (text, clean) => {
  expect(redactSecrets(text)).toBe(clean);
  expect(containsSecret(text)).toBe(true);
  expect(containsSecret(clean)).toBe(false);
});

test.each([
  "git show 1f0c9a3b5d7e9f1a2b3c4d5e6f708192a3b4c5d6",
  "session 123e4567-e89b-12d3-a456-426614174000",
  "packages/agent/src/sis/redact-episode.test.ts",
  "src/components/UserProfile2/UserProfileHeaderView.tsx",
  "createArgentRuntimeOptionsFactory2",
  "max_tokens=100000 --maxTokens 100000 tokens: 123456",
  "function login(password: string, token: Token): Promise<Session>",
  "password=$PASSWORD --token=$TOKEN api_key: process.env.API_KEY2 secret=<your-secret1>",
  "docker run -u 1000:1000 image",
  "basic authentication is enough",
  "node_modules/.bin/vitest run --reporter=verbose",
  "claude-opus-4-20250514 and gpt-4o-2024-08-06",
  "2026-11-29T02:12:29.000Z",
  "https://example.org:8080/path?a=b@c",
])("leaves %j alone", (text) => {
  expect(redactSecrets(text)).toBe(text);
});

test("finds nothing in what it has cleaned", () => {
  const part = fc.oneof(
    fc.string(),
    fc.constantFrom("password=", "token: ", "sk-", "://a:", "@", "-u a:", "basic ", "[redacted]"),
    fc.stringMatching(/^[A-Za-z0-9+/_-]{16,44}={0,2}$/),
  );
  const texts = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(""));
  fc.assert(
    fc.property(texts, (text) => {
      expect(containsSecret(redactSecrets(text))).toBe(false);
    }),
    { numRuns: 2000 },
  );
});

test("takes time in proportion to the text", () => {
  for (const part of [
    "password",
    "password: ",
    "token=",
    "-u a:",
    "basic ",
    "aB3",
    "a/",
    "://:",
    "mysql ",
    "x-",
    "authorization: ",
    'pwd="',
  ]) {
    redactSecrets(part.repeat(30_000)); // minutes, if it were the square
  }
});

test("knows the names of secrets", () => {
  const names = ["apiKey", "api_key", "password", "authToken", "token", "Authorization", "db-pwd"];
  expect(names.filter((name) => !isSecretName(name))).toEqual([]);
  const others = ["key", "path", "tokens", "maxTokens", "command", "author", "keyboard"];
  expect(others.filter(isSecretName)).toEqual([]);
});
