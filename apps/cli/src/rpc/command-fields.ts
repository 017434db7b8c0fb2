import type { ImageContent } from "@argent/ai";

/** What a client has to be told about its command. */
export class CommandError extends Error {
  override readonly name = "CommandError";
}

/** A command as it came, whose fields are read and checked one by one. */
export interface CommandFields {
  readonly id: string | undefined;
  readonly type: string;
  /** @throws CommandError when it is no string, like the others when it is not what they read. */
  text(name: string): string;
  optionalText(name: string): string | undefined;
  flag(name: string): boolean;
  optionalFlag(name: string): boolean | undefined;
  oneOf<Value extends string>(name: string, values: readonly Value[]): Value;
  optionalOneOf<Value extends string>(name: string, values: readonly Value[]): Value | undefined;
  images(): ImageContent[];
}

/** @throws CommandError for what is no command. */
export function readCommand(value: unknown): CommandFields {
  if (!isObject(value) || typeof value.type !== "string") {
    throw new CommandError(
      `A command is an object with a "type", for example {"type":"get_state"}; got ${shown(value)}.`,
    );
  }
  const { type } = value;
  const wrong = (name: string, wanted: string) =>
    new CommandError(`${type} needs "${name}" to be ${wanted}, got ${shown(value[name])}.`);
  const optional = <Read>(name: string, read: (name: string) => Read) =>
    value[name] === undefined || value[name] === null ? undefined : read(name);

  const fields: CommandFields = {
    id: typeof value.id === "string" ? value.id : undefined,
    type,
    text(name) {
      const text = value[name];
      if (typeof text !== "string") throw wrong(name, "a string");
      return text;
    },
    optionalText: (name) => optional(name, fields.text),
    flag(name) {
      const flag = value[name];
      if (typeof flag !== "boolean") throw wrong(name, "true or false");
      return flag;
    },
    optionalFlag: (name) => optional(name, fields.flag),
    oneOf(name, values) {
      const found = values.find((one) => one === value[name]);
      if (found === undefined) throw wrong(name, `one of ${values.join(", ")}`);
      return found;
    },
    optionalOneOf: (name, values) => optional(name, () => fields.oneOf(name, values)),
    images() {
      const images = value.images ?? [];
      if (Array.isArray(images) && images.every(isImage)) return images;
      throw wrong("images", 'a list of {"type":"image","data":base64,"mimeType":…}');
    },
  };
  return fields;
}

function isImage(value: unknown): value is ImageContent {
  return (
    isObject(value) &&
    value.type === "image" &&
    typeof value.data === "string" &&
    typeof value.mimeType === "string"
  );
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? "nothing";
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}
