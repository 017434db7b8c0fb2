/** What keys and tokens are replaced with. */
export const redacted = "[redacted]";

/** Replaces what looks like a key, a token, a private key or a password in a URL. */
export function redact(text: string): string {
  let clean = text;
  for (const pattern of tokens) clean = clean.replaceAll(pattern, redacted);
  for (const pattern of labelled) clean = clean.replaceAll(pattern, `$1${redacted}`);
  return clean;
}

/** Shorter values would take ordinary text away. */
export const shortestSecret = 6;

/** Also takes out known values, for example the keys of the application. */
export function createRedactor(secrets: readonly string[]): (text: string) => string {
  const values = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .sort((one, other) => other.length - one.length);
  return (text) => {
    let clean = text;
    for (const value of values) clean = clean.replaceAll(value, redacted);
    return redact(clean);
  };
}

/** Whether something in a text has the form of a key or a token. */
export function containsToken(text: string): boolean {
  return tokens.some((pattern) => text.search(pattern) !== -1);
}

const tokens = [
  /\bsk-[A-Za-z0-9_-]{20,}/g, // OpenAI, Anthropic and those who copy them
  /\b(?:sk|rk)_(?:live|test)_[A-Za-z0-9]{16,}/g, // Stripe
  /\b(?:xai|gsk|hf|npm|r8)[-_][A-Za-z0-9]{20,}/g, // xAI, Groq, Hugging Face, npm, Replicate
  /\bgh[oprsu]_[A-Za-z0-9]{30,}|\bgithub_pat_[A-Za-z0-9_]{22,}/g,
  /\bglpat-[A-Za-z0-9_-]{20,}/g,
  /\bxox[abeprs]-[A-Za-z0-9-]{10,}/g, // Slack
  /\bA(?:KI|SI)A[A-Z0-9]{16}\b/g, // AWS
  /\bAIza[A-Za-z0-9_-]{35}/g, // Google
  /\beyJ[A-Za-z0-9_-]{10,500}\.eyJ[A-Za-z0-9_-]{10,8000}\.[A-Za-z0-9_-]{10,}/g, // JWT
  /-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[\s\S]{0,10000}?-----END [A-Z ]{0,30}PRIVATE KEY-----/g,
];

const labelled = [
  /(\bbearer\s+)[A-Za-z0-9._~+/-]{16,}=*/gi,
  /(\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s:/@]{1,100}:)[^\s:/@]{1,200}(?=@)/gi,
];
