import { createRequire } from "node:module";
import type { TUnsafe, Type as TypeNamespace } from "typebox";

/** TypeBox's builders. The library (60 ms and more) is loaded by the first use of one. */
export const Type: typeof TypeNamespace = lazyNamespace(loadType);

/** A string that is one of these, as `enum`: Google refuses what TypeBox writes for a union of literals. */
export function StringEnum<const Values extends readonly string[]>(
  values: Values,
  options: { description?: string | undefined; default?: Values[number] | undefined } = {},
): TUnsafe<Values[number]> {
  const { description, default: initial } = options;
  return Type.Unsafe<Values[number]>({
    type: "string",
    enum: values,
    ...(description && { description }),
    ...(initial && { default: initial }),
  });
}

/** Through `require`, so that building a schema can stay synchronous; Node keeps the loaded module. */
function loadType(): typeof TypeNamespace {
  const { Type }: typeof import("typebox") = createRequire(import.meta.url)("typebox");
  return Type;
}

/** An object that is another one, which is made when it is first looked at. */
function lazyNamespace<Namespace extends object>(load: () => Namespace): Namespace {
  return new Proxy<Namespace>(Object.create(null), {
    get: (_, name) => Reflect.get(load(), name),
    has: (_, name) => Reflect.has(load(), name),
    ownKeys: () => Reflect.ownKeys(load()),
    getOwnPropertyDescriptor(_, name) {
      const descriptor = Reflect.getOwnPropertyDescriptor(load(), name);
      return descriptor && { ...descriptor, configurable: true };
    },
  });
}
