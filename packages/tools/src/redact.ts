export { containsToken, createRedactor, redact, redacted, shortestSecret } from "@argent/agent";
