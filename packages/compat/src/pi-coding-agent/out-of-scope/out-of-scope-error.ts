/** Why a name of Pi's is there and cannot be used. */
export type OutOfScopeReason = "terminal" | "extensions" | "modes" | "packages";

const advice: Readonly<Record<OutOfScopeReason, string>> = {
  terminal:
    "it is part of Pi's terminal interface. Build the interface with the program's own means, or keep this program on Pi: set ARGENT_RUNTIME=pi",
  extensions:
    "it loads or runs extensions. Pass what the extension adds as customTools, hooks of the agent or a ResourceLoader, or keep this program on Pi: set ARGENT_RUNTIME=pi",
  modes:
    "it is a mode of Pi's command line. Start `argent run`, `argent chat` or `argent rpc` instead, or keep this program on Pi: set ARGENT_RUNTIME=pi",
  packages:
    "it installs Pi's packages. Install them with npm and name their folders in the ResourceLoader, or keep this program on Pi: set ARGENT_RUNTIME=pi",
};

const brand = Symbol.for("@argent/compat/out-of-scope-error");

/** A name of `@mariozechner/pi-coding-agent` was used that the facade only has so that importing it works. */
export class OutOfScopeError extends Error {
  readonly code = "out_of_scope";
  /** The name. */
  readonly exportName: string;

  constructor(exportName: string, reason: OutOfScopeReason) {
    super(`${exportName} does not work under Argent: ${advice[reason]}.`);
    this.name = "OutOfScopeError";
    this.exportName = exportName;
    Object.defineProperty(this, brand, { value: true });
  }

  static isInstance(value: unknown): value is OutOfScopeError {
    return typeof value === "object" && value !== null && brand in value;
  }
}
