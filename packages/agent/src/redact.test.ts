import { expect, test } from "vitest";
import { containsToken, redact } from "./redact.ts";

const body = "aB3".repeat(20);

test("takes out what looks like a key", () => {
  const keys = [
    `sk-${body}`,
    `sk-ant-api03-${body}`,
    `sk_live_${body}`,
    `ghp_${body}`,
    `github_pat_${body}`,
    `glpat-${body}`,
    `xoxb-${body}`,
    `AKIA${"A1B2".repeat(4)}`,
    `AIza${body.slice(0, 35)}`,
    `hf_${body}`,
    `npm_${body}`,
    `xai-${body}`,
    `eyJ${body}.eyJ${body}.${body}`,
    `-----BEGIN RSA PRIVATE KEY-----\n${body}\n-----END RSA PRIVATE KEY-----`,
  ];
  for (const key of keys) {
    expect(redact(`KEY='${key}' # mine`)).toBe("KEY='[redacted]' # mine");
    expect(containsToken(key)).toBe(true);
  }
});

test("keeps what a secret belongs to", () => {
  expect(redact(`Authorization: Bearer ${body}`)).toBe("Authorization: Bearer [redacted]");
  expect(redact("postgres://me:hunter2@db.example/x")).toBe(
    "postgres://me:[redacted]@db.example/x",
  );
});

test("leaves ordinary output alone", () => {
  const lines = [
    "commit 1f0c9a3b5d7e9f1a2b3c4d5e6f708192a3b4c5d6",
    "task-manager sk-short risk-assessment-of-everything",
    "https://example.org:8080/path?a=b@c",
    "token count: 1234567890123456",
    "bearer of bad news",
  ];
  for (const line of lines) expect(redact(line)).toBe(line);
});

test("takes time in proportion to the text", () => {
  const parts = [
    "eyJ-",
    "sk-",
    "-----BEGIN PRIVATE KEY-----",
    "bearer ",
    "a://b:",
    "a:",
    "ghp_",
    "x",
  ];
  for (const part of parts) redact(part.repeat(20_000)); // minutes, if it were the square
});
