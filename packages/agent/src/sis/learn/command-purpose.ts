/** What a command checks. */
export type CommandPurpose = "test" | "typecheck" | "lint" | "build";

/**
 * What a command checks, by its words: the well-known runners of several ecosystems, the scripts and targets of the task
 * runners, and files that are called after it. `undefined` for everything else.
 */
export function commandPurpose(words: readonly string[]): CommandPurpose | undefined {
  if (words.some((word) => idle.has(word))) return undefined;
  const [first, ...rest] = withoutWrappers(words);
  if (first === undefined) return undefined;
  const program = programName(first);
  const needed = needs.get(program);
  if (needed) return rest.some((word) => needed.words.has(word)) ? needed.purpose : undefined;
  if (taskRunners.has(program)) return purposeOfTasks(program, rest);
  if (interpreters.has(program)) return purposeOfScript(rest);
  const known = programs.get(program);
  if (known) return known;
  return first.includes("/") || /\.\w+$/.test(first) ? purposeOfName(program) : undefined;
}

/** The name of a program without its folder and ending. */
export function programName(word: string): string {
  const name = word.slice(word.lastIndexOf("/") + 1).toLowerCase();
  return name.replace(/(.)\.(?:sh|cmd|exe|bat|ps1|[cm]?[jt]s|py|rb|pl)$/, "$1");
}

/** The words of a command without what merely starts another one, such as `sudo`, `timeout 60` and `npx`. */
export function withoutWrappers(words: readonly string[]): string[] {
  let rest = [...words];
  for (let round = 0; round < mostWrappers; round += 1) {
    const [first = "", second = "", third = ""] = rest;
    const name = programName(first);
    const length = wrappers.has(name)
      ? 1
      : wrappers.has(`${name} ${second}`)
        ? 2
        : wrappers.has(`${name} ${second} ${third}`)
          ? 3
          : 0;
    if (length === 0) return rest;
    const inner = rest.slice(length);
    const start = inner.findIndex((word) => !/^-|^\d+(?:\.\d+)?[smhd]?$|^\w+=/.test(word));
    const into = /^docker/.test(name) ? 1 : 0; // the container or the service
    if (start === -1) return rest;
    rest = inner.slice(start + into);
  }
  return rest;
}

/** How many words say which program does what; what comes after them says with what. */
export function headLength(words: readonly string[]): number {
  const inner = withoutWrappers(words);
  const before = words.length - inner.length;
  const [first = "", ...rest] = inner;
  const program = programName(first);
  if (rest[0] === "-m") return before + 3;
  if (!taskRunners.has(program) && !subcommands.has(program)) return before + 1;
  const task = rest.findIndex((word) => !/^[-+]/.test(word) && !connectives.has(word));
  return before + (task === -1 ? 1 : task + 2);
}

const mostWrappers = 5;
const idle = new Set(["--help", "--version", "--dry-run", "--collect-only", "--listTests"]);

const wrappers: ReadonlySet<string> = new Set(
  `sudo|doas|env|time|timeout|gtimeout|nice|ionice|nohup|stdbuf|setsid|exec|command|then|do|else|{|xvfb-run|cross-env|dotenv|c8|nyc
  |npx|bunx|pnpx|uvx|pipx run|uv run|poetry run|pipenv run|pdm run|hatch run|rye run|bundle exec|mise exec|direnv exec|nix develop -c
  |coverage run|docker exec|docker-compose exec|docker-compose run|docker compose exec|docker compose run`
    .split("|")
    .map((words) => words.trim()),
);

/** Programs that do nothing else. */
const programs = purposesOf({
  test: "unittest pytest py.test vitest jest mocha ava rspec phpunit pest ctest tox nox karma minitest gotestsum",
  typecheck: "tsc tsgo vue-tsc svelte-check mypy pyright basedpyright phpstan psalm",
  lint: "eslint oxlint flake8 pylint rubocop golangci-lint shellcheck stylelint hadolint ktlint clang-tidy staticcheck",
  build: "ninja webpack rollup esbuild tsup xcodebuild msbuild javac gcc g++ clang rustc",
});

/** How scripts and targets are called. */
const tasks = purposesOf({
  test: "test tests t tst spec specs e2e unit integration verify nextest",
  typecheck: "typecheck types check",
  lint: "lint linting clippy vet analyze credo",
  build: "build compile bundle assemble package",
});

function purposesOf(
  words: Readonly<Record<CommandPurpose, string>>,
): ReadonlyMap<string, CommandPurpose> {
  return new Map(
    (["test", "typecheck", "lint", "build"] as const).flatMap((purpose) =>
      words[purpose].split(" ").map((word) => [word, purpose] as const),
    ),
  );
}

/** Programs that check only when they are told so. */
const needs: ReadonlyMap<string, { words: ReadonlySet<string>; purpose: CommandPurpose }> = new Map(
  [
    need("biome", "lint", "check", "lint", "ci"),
    need("ruff", "lint", "check"),
    need("prettier", "lint", "--check", "-c"),
    need("black", "lint", "--check"),
    need("gofmt", "lint", "-l", "-d"),
    need("terraform", "lint", "validate"),
    need("playwright", "test", "test"),
    need("cypress", "test", "run"),
    need("cmake", "build", "--build"),
    need("docker", "build", "build"),
    need("vite", "build", "build"),
    need("next", "build", "build"),
    need("astro", "build", "build"),
  ],
);

function need(program: string, purpose: CommandPurpose, ...words: string[]) {
  return [program, { words: new Set(words), purpose }] as const;
}

/** Their first word that is no option says what they do; some take several. */
const taskRunners: ReadonlySet<string> = new Set(
  "npm pnpm yarn bun deno make gmake just task rake nx turbo lerna gradle gradlew mvn mvnw ant cargo go dotnet mix swift zig flutter dart bazel bazelisk cabal stack sbt lein composer rails symfony artisan meson manage".split(
    " ",
  ),
);
/** Others whose first word that is no option says what they do. */
const subcommands: ReadonlySet<string> = new Set(
  "git docker docker-compose podman kubectl helm terraform aws gcloud az gh pip pip3 uv poetry brew apt apt-get systemctl biome ruff vite next playwright cypress".split(
    " ",
  ),
);
const takesSeveral: ReadonlySet<string> = new Set(
  "make gmake just rake gradle gradlew mvn mvnw ant turbo".split(" "),
);
/** Words before the one that says what is done. */
const connectives: ReadonlySet<string> = new Set(
  "run run-script run-many exec dlx x task recursive workspace workspaces foreach".split(" "),
);
const optionsWithValue: ReadonlySet<string> = new Set(
  "workspace --filter -F --prefix -C --cwd --dir -w --workspace --project -p -pl --manifest-path --directory -f --file".split(
    " ",
  ),
);

function purposeOfTasks(program: string, words: readonly string[]): CommandPurpose | undefined {
  const plain = words.filter(
    (word, index) =>
      !/^[-+]|^\w+=/.test(word) &&
      !connectives.has(word) &&
      !optionsWithValue.has(words[index - 1] ?? ""),
  );
  if (plain.length === 0) return /^g?make$/.test(program) ? "build" : undefined;
  const asked = takesSeveral.has(program) ? plain : plain.slice(0, 1);
  return asked.map(purposeOfName).find((purpose) => purpose !== undefined);
}

const interpreters: ReadonlySet<string> = new Set(
  "node tsx ts-node python python2 python3 py ruby perl php bash sh zsh".split(" "),
);

function purposeOfScript(words: readonly string[]): CommandPurpose | undefined {
  if (words[0] === "--test") return "test";
  if (words[0] === "-m") return commandPurpose(words.slice(1));
  const script = words.find((word) => !word.startsWith("-"));
  if (script === undefined || words.some((word) => /^-\w*[ce]$|^--eval$/.test(word))) return;
  const name = programName(script);
  if (!taskRunners.has(name)) return purposeOfName(name);
  return purposeOfTasks(name, words.slice(words.indexOf(script) + 1));
}

/** `test:unit`, `run-tests`, `testDebugUnitTest`, `foo.test` */
function purposeOfName(name: string): CommandPurpose | undefined {
  const whole = name.toLowerCase();
  const known = programs.get(whole) ?? tasks.get(whole);
  if (known) return known;
  const parts = name
    .replaceAll(/([a-z])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .split(/[^a-z0-9]+/);
  if (parts.includes("type") && parts.includes("check")) return "typecheck";
  return parts
    .filter((part) => part.length > 1)
    .map((part) => programs.get(part) ?? tasks.get(part))
    .find((purpose) => purpose !== undefined);
}
