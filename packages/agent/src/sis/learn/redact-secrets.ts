import { redact, redacted } from "../../redact.ts";

/**
 * Replaces what looks like a secret, and is stricter than `redact`: passwords behind their names and words that look
 * random go as well. For what is kept for long and shown to models, where a lost word costs little.
 */
export function redactSecrets(text: string): string {
  let clean = text;
  for (let round = 0; round < mostRounds; round += 1) {
    const before = clean;
    clean = redact(clean);
    for (const pattern of labelled) clean = clean.replaceAll(pattern, `$1${redacted}`);
    clean = clean.replaceAll(word, (found) => (looksRandom(found) ? redacted : found));
    if (clean === before) break;
  }
  return clean;
}

export function containsSecret(text: string): boolean {
  return redactSecrets(text) !== text;
}

/** Whether a value under this name is a secret whatever it looks like. */
export function isSecretName(name: string): boolean {
  return secretName.test(name);
}

/** What one replacement leaves, another one may see. */
const mostRounds = 4;

const secretName =
  /(?:api|access|private|secret|signing|encryption|account|master)[_-]?key|secret|passw(?:or)?d|passphrase|credential|authorization|cookie|connection[_-]?string|(?:^|[_-])(?:auth|token|pwd|pass|dsn|otp)$|[a-z](?:Token|Pass)$/i;

const label =
  "(?:(?:api|access|private|secret|signing|encryption|account|master)[_-]?key|secret|password|passwd|passwort|passphrase|passcode|mot de passe|contraseña|clave|kennwort|credentials?|pwd|token|[a-z0-9]_pass)";
/** References to a secret are none. */
const value = "(?![$<%{*]|\\[redacted\\]|process\\.|os\\.|env\\.|None\\b|null\\b|undefined\\b)";

const labelled = [
  // password=…, --token=…, "secret":"…"
  pattern(`(${label}["']?=["']?)${value}[^\\s"'\`,;&)}\\]]{6,200}`),
  pattern(
    `(${label}["'\`]?\\s{0,3}(?:[:=]|\\bis\\b|\\bist\\b|\\blautet\\b|\\best\\b|\\bes\\b)\\s{0,3}["'\`]?)${value}(?=[^\\s"'\`]{0,200}[\\d!#%&*?^])[^\\s"'\`,;&)}\\]]{6,200}`,
  ),
  // A value in quotes is one to its end.
  pattern(`(${label}["']?=")${value}[^"\\n]{4,200}(?=")`),
  pattern(`(${label}["']?=')${value}[^'\\n]{4,200}(?=')`),
  pattern(`(--${label}\\s{1,3}["']?)${value}[^\\s"'\`]{4,200}`),
  // Headers: X-Api-Key: …, Authorization: Token …
  pattern(
    `(\\bx-[a-z-]{0,30}(?:key|token|secret|auth)["']?\\s{0,3}:\\s{0,3}["']?)${value}[^\\s"'\`,;]{4,200}`,
  ),
  pattern(
    `(\\bauthorization["']?\\s{0,3}[:=]\\s{0,3}["']?(?:(?:basic|bearer|token|digest|apikey|negotiate)\\s{1,3})?)${value}(?!basic\\b|bearer\\b|token\\b|digest\\b|apikey\\b|negotiate\\b)[^\\s"'\`,;]{4,200}`,
  ),
  pattern(`(\\b(?:set-)?cookie["']?:\\s{0,3}["']?)${value}[^\\s"'\`]{4,400}`),
  pattern(
    `([?&](?:key|sig|signature|auth|code|pass|pwd|x-amz-signature)=)${value}[^\\s"'\`&#]{4,400}`,
  ),
  // Programs whose short options are passwords.
  pattern(
    `(\\b(?:mysql|mysqldump|mysqladmin|mariadb|sshpass)\\b[^\\n|;&]{0,200}?\\s-p\\s?["']?)${value}(?!asswo)[^\\s"'\`]{4,200}`,
  ),
  pattern(`(\\bredis-cli\\b[^\\n|;&]{0,200}?\\s-a\\s{1,3}["']?)${value}[^\\s"'\`]{4,200}`),
  pattern(`(\\s(?:-u|--user)[ =]["']?[^\\s:"']{1,64}:)(?!\\d+\\b)${value}[^\\s"']{3,200}`),
  pattern(`(\\bbasic\\s{1,3})(?=[a-z0-9+/]{0,200}[\\d=])[a-z0-9+/]{8,200}={0,2}`),
  pattern(`(\\b[a-z][a-z0-9+.-]{1,20}://:)${value}[^\\s:/@]{1,200}(?=@)`),
];

function pattern(source: string): RegExp {
  return new RegExp(source, "gi");
}

/** Of the letters and signs of Base64 in its variants. */
const word = /[A-Za-z0-9+/_-]{20,}={0,2}/g;
const shortest = 20;

/** Whether a part of a word changes between small letters, capitals and digits as often as chance has it. */
function looksRandom(found: string): boolean {
  const parts = found.split(/[-_=]/);
  return [...parts, ...found.split("/").flatMap((part) => part.split(/[-_+=]/)), found].some(
    (part) => part.length >= shortest && changesOften(part),
  );
}

function changesOften(text: string): boolean {
  const kinds = Array.from(text, kindOf);
  const changes = kinds.filter((kind, index) => index > 0 && kind !== kinds[index - 1]).length;
  const share = changes / (text.length - 1);
  const [hasSmall, hasCapital, hasDigit] = ["a", "A", "0"].map((kind) => kinds.includes(kind));
  if (!hasDigit) return false;
  if (hasSmall && hasCapital) return share >= 0.4;
  // Hashes and numbers of commits are of letters up to f.
  return text.length >= 24 && share >= 0.3 && /[g-z]/i.test(text) && !/[-_/]/.test(text);
}

function kindOf(sign: string): string {
  if (sign >= "0" && sign <= "9") return "0";
  if (sign >= "a" && sign <= "z") return "a";
  return sign >= "A" && sign <= "Z" ? "A" : sign;
}
