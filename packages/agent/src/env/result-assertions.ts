import assert from "node:assert/strict";
import type { EnvError, EnvErrorCode, Result } from "./execution-env.ts";

/** The value of a result, or a failed assertion that shows the error. */
export function okValue<Value>(result: Result<Value, EnvError>): Value {
  if (!result.ok) assert.fail(`${result.error.code}: ${result.error.message}`);
  return result.value;
}

/** Asserts a failure with a code and words. */
export function assertFails(result: Result<unknown, EnvError>, code: EnvErrorCode): void {
  assert.equal(result.ok, false, `wanted a failure with ${code}`);
  if (!result.ok) {
    assert.equal(result.error.code, code, result.error.message);
    assert.ok(result.error.message.length > 0);
  }
}
