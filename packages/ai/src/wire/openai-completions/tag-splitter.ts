export interface TagSplitter {
  push(text: string): void;
  /** The text is over: what looked like the beginning of a tag was none. */
  flush(): void;
}

/**
 * Tells thinking from text where a model writes its thinking between tags at the beginning of its answer. Tags may be
 * split anywhere. Further on they are text: an answer may speak about tags.
 */
export function createTagSplitter(
  tags: { open: string; close: string },
  emit: (kind: "text" | "thinking", text: string) => void,
): TagSplitter {
  let state: "before" | "thinking" | "text" = "before";
  let held = "";
  let hasThought = false;

  /** White space before the first tag, and after the last, separates and says nothing. */
  function takeBefore(text: string): void {
    const trimmed = text.trimStart();
    if (trimmed.startsWith(tags.open)) {
      state = "thinking";
      takeThinking(trimmed.slice(tags.open.length));
    } else if (tags.open.startsWith(trimmed)) {
      held = text;
    } else {
      state = "text";
      emit("text", hasThought ? trimmed : text);
    }
  }

  function takeThinking(text: string): void {
    const end = text.indexOf(tags.close);
    if (end < 0) {
      const kept = partialTagLength(text, tags.close);
      held = text.slice(text.length - kept);
      emit("thinking", text.slice(0, text.length - kept));
      return;
    }
    emit("thinking", text.slice(0, end));
    hasThought = true;
    state = "before";
    takeBefore(text.slice(end + tags.close.length));
  }

  return {
    push(text) {
      const whole = held + text;
      held = "";
      if (state === "text") emit("text", whole);
      else if (state === "before") takeBefore(whole);
      else takeThinking(whole);
    },
    flush() {
      const rest = state === "before" && hasThought ? held.trimStart() : held;
      held = "";
      emit(state === "thinking" ? "thinking" : "text", rest);
    },
  };
}

/** How many characters at the end of the text may be the beginning of the tag. */
function partialTagLength(text: string, tag: string): number {
  for (let length = Math.min(text.length, tag.length - 1); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
