import { expect, test } from "vitest";
import { bash, edit, episode, read } from "../../../test/episode-kit.ts";
import type { EpisodeCall } from "../episode.ts";
import { isVerification, judgeEpisode } from "./judge-episode.ts";

test("the judgement of somebody wins", () => {
  const outcome = { success: false, signals: ["person" as const] };
  expect(judgeEpisode(episode({ calls: [bash("npm test")], outcome }))).toBe(outcome);
});

test.each(["aborted", "steered", "error"])(
  "nobody can tell it of a run that was stopped: %s",
  (stopReason) => {
    expect(judgeEpisode(episode({ stopReason, calls: [bash("npm test")] }))).toBe(undefined);
  },
);

test.each(["limit", "repetition"])("a run that ended by %s failed", (stopReason) => {
  expect(judgeEpisode(episode({ stopReason, calls: [bash("npm test")] }))).toEqual({
    success: false,
    signals: ["stop_reason"],
  });
});

test("an answer without a call is good until the user objects", () => {
  expect(judgeEpisode(episode({ calls: [] }))).toEqual({
    success: true,
    signals: ["stop_reason"],
  });
});

test.each<[string, EpisodeCall[], boolean]>([
  ["passed in the end", [bash("npm test", 1), edit("a.ts"), bash("npm test")], true],
  ["failed in the end", [bash("npm test"), edit("a.ts"), bash("npm test", 1)], false],
  ["passed before something else failed", [bash("npm test"), bash("git push", 1)], true],
  ["failed, and nothing was tried again", [bash("npm test", 2), edit("a.ts")], false],
  ["was cut by a time limit", [bash("npm test", "cut")], false],
])("a run is what its last check says: %s", (_, calls, success) => {
  expect(judgeEpisode(episode({ calls }))).toEqual({ success, signals: ["verification"] });
});

test.each<[string, EpisodeCall[], boolean]>([
  ["a failure", [read("a.ts"), bash("git push", 128)], false],
  ["an error of another tool", [read("a.ts", { isError: true })], false],
  ["a failure with something good after it", [bash("git push", 128), read("a.ts")], true],
  ["a search that finds nothing", [bash("grep -rn foo src", 1)], true],
  ["a difference", [bash("cd web && git diff --exit-code", 1)], true],
  ["a search that is wrong", [bash("grep -rn '(' src", 2)], false],
  ["a check that cannot be seen", [bash("npm test | tail -5", 0)], true],
])("without a check, a run is what its last call says: %s", (_, calls, success) => {
  const signals = success ? ["stop_reason"] : ["last_call"];
  expect(judgeEpisode(episode({ calls }))).toEqual({ success, signals });
});

test("output changes no judgement", () => {
  const said = { output: "1 failed, exit code 1, error: tests failed" };
  expect(judgeEpisode(episode({ calls: [bash("npm test", 0, said)] }))?.success).toBe(true);
});

const checks = `npm test|npm t|npm run test:unit|npm run lint -- --fix|pnpm test|pnpm --filter web test|pnpm -r test|pnpm -C web run build
yarn test --ci|yarn workspace web test|bun test|bun run build|deno test -A|deno lint|npx vitest run src/a.test.ts|npx tsc --noEmit|tsc -p .|node_modules/.bin/vitest run
vitest run|jest --ci|npx playwright test|node --test|node --test test/*.js|npx eslint .|biome check .|biome ci|prettier --check .|vite build
pytest -q|python -m pytest tests|python3 -m unittest discover|python3 -m mypy src|mypy .|ruff check .|black --check .|tox -e py312|poetry run pytest|uv run pytest -x|python manage.py test
cargo test|cargo build --release|cargo clippy -- -D warnings|cargo check|cargo +nightly test|cargo nextest run|go test ./...|go vet ./...|go build ./...|go -C api test ./...|golangci-lint run
make|make test|make -j4 check|cmake --build build|ctest --output-on-failure|ninja -C out|mvn -q test|mvn clean verify|./mvnw package|./gradlew test|gradle :app:testDebugUnitTest|sbt test
dotnet test|dotnet build|bundle exec rspec|rspec spec|rake test|bin/rails test|rubocop|vendor/bin/phpunit|composer test|mix test|mix credo|swift test|swift build|zig build test|flutter test|dart analyze
just test|task build|turbo run test lint|nx run-many --target=test test|bazel test //...|docker build .|docker compose exec web pytest|docker exec -it app npm test
cd web && npm test|CI=1 npm test|env CI=1 npm test|timeout 60 npm test|time make test|sudo make test|npm ci && npm test|npm run build && npm test|npm test 2>&1|set -o pipefail; npm test | tail -5|set -e; npm test; echo ok
npm test \\|\\| exit 1|npm test > log; code=$?; tail log; exit $code|npm test \\| tail; exit \${PIPESTATUS[0]}|bash -c "npm test"|bash -lc 'cd web && npm test'|bash scripts/build.sh|./run-tests.sh|./scripts/lint|node scripts/test.js|python test_api.py|bash run_tests.sh --fast`;

test.each(lines(checks))("%j checks something", (line) => {
  expect(isVerification(bash(line))).toBe(true);
});

const others = `ls|npm install|npm ci|npm install jest|npm run dev|npm start|pnpm add -D vitest|yarn|yarn add eslint|npx prettier --write .|pip install pytest|python app.py|node server.js|node -e "test()"|python -c "import test"
grep -rn "npm test" .|echo npm test|git commit -m "run npm test"|cat package.json \\| grep test|git checkout test|git log --oneline|cd test|ls test|cat test/a.test.ts|rm -rf build|mkdir build|test -f package.json|[ -f x ]|vim a.test.ts|vi test.py
npm test \\|\\| true|npm test \\|\\| echo failed|npm test; true|npm test \\| tail -20|npm test &|npm test > log 2>&1; echo "exit: $?"|npm test; git status|jest --help|vitest --version|cargo install nextest|cargo run|go run main.go|go mod tidy|docker ps|docker run test|make clean|make install
curl http://localhost/test|terraform plan|kubectl apply -f test.yaml|cat <<EOF > a.sh`;

test.each(lines(others))("%j checks nothing that its exit code tells", (line) => {
  expect(isVerification(bash(line))).toBe(false);
});

test("a tool that is no shell checks nothing, whatever its arguments are", () => {
  const call = { name: "str_replace_editor", arguments: { command: "npm test" }, isError: false };
  expect(isVerification(call)).toBe(false);
  const listed = { name: "shell", arguments: { command: ["bash", "-lc", "npm test"] } };
  expect(isVerification({ ...listed, isError: false })).toBe(true);
});

function lines(text: string): string[] {
  return text.split(/(?<!\\)(?<! )\|(?!\|| )|\n/).map((line) => line.replaceAll("\\|", "|"));
}
