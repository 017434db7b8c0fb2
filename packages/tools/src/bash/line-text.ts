import { redact } from "../redact.ts";
import { plainText } from "./plain-text.ts";

/** What has no end of line by then is given out as it is. UTF-16 units. */
const longestHeld = 64 * 1024;

/**
 * Turns bytes into text that can be shown while it comes. It goes out in whole lines, because escape sequences,
 * overwritten lines and keys can be recognised only there.
 */
export function createLineText(onText: (text: string) => void): {
  add(chunk: Uint8Array): void;
  end(): void;
} {
  const decoder = new TextDecoder();
  let held = "";
  const give = (text: string) => {
    const shown = redact(plainText(text));
    if (shown !== "") onText(shown);
  };
  return {
    add(chunk) {
      held += decoder.decode(chunk, { stream: true });
      const whole = held.length > longestHeld ? held.length : held.lastIndexOf("\n") + 1;
      if (whole > 0) give(held.slice(0, whole));
      held = held.slice(whole);
    },
    end() {
      give(held + decoder.decode());
      held = "";
    },
  };
}
