/** What stands for the placeholders of a template. */
export interface TemplateValues {
  /** For `$1`, `$@` and their like. Without it they are ordinary text. */
  arguments?: readonly string[] | undefined;
  /** For `${name}`. Names that are not here are ordinary text. */
  parameters?: Readonly<Record<string, string>> | undefined;
}

/**
 * Fills a template: `$1` and `${1}` the first argument, `${1:-text}` the text when there is no first one or it is empty,
 * `$@` and `$ARGUMENTS` all of them, `${@:2}` those from the second on, `${@:2:3}` three of those, `${name}` a
 * parameter. In one pass: what is filled in is never read as a template again.
 */
export function expandTemplate(
  template: string | { readonly body: string },
  values: readonly string[] | TemplateValues,
): string {
  const { arguments: given, parameters = {} } = isList(values) ? { arguments: values } : values;
  const body = typeof template === "string" ? template : template.body;
  return body.replaceAll(placeholder, (text, ...groups: (string | undefined)[]) => {
    const [all, from, count, bare, braced, fallback, name] = groups;
    if (name !== undefined)
      return Object.hasOwn(parameters, name) ? (parameters[name] ?? "") : text;
    if (given === undefined) return text;
    if (all !== undefined) return given.join(" ");
    if (from !== undefined) {
      const start = Math.max(0, Number(from) - 1);
      const end = count === undefined ? undefined : start + Number(count);
      return given.slice(start, end).join(" ");
    }
    return given[Number(bare ?? braced) - 1] || (fallback ?? "");
  });
}

const placeholder =
  /\$(?:(@|ARGUMENTS\b)|\{@:(\d+)(?::(\d+))?\}|([1-9]\d*)|\{([1-9]\d*)(?::-([^{}]*))?\}|\{([A-Za-z_][\w.-]*)\})/g;

function isList(values: readonly string[] | TemplateValues): values is readonly string[] {
  return Array.isArray(values);
}
