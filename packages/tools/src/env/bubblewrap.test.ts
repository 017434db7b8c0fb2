import { mkdirSync, mkdtempDisposableSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bubblewrapArguments } from "./bubblewrap.ts";

const confinement = { writable: ["/work"], temporary: "/own/tmp", network: false, hidden: [] };

function words(change: Partial<Parameters<typeof bubblewrapArguments>[0]>): string {
  return ` ${bubblewrapArguments({ ...confinement, ...change }, "/work", ["bash", "-c", "x"]).join(" ")} `;
}

test("commands get namespaces of their own, a read-only disk and no network", () => {
  for (const part of [
    " --die-with-parent ",
    " --unshare-user ",
    " --unshare-pid ",
    " --unshare-ipc ",
    " --unshare-net ",
    " --cap-drop ALL ",
    " --ro-bind / / ",
    " --ro-bind-try /proc/sys /proc/sys ",
    " --bind /own/tmp /tmp ",
    " --tmpfs /run ",
    " --bind /work /work ",
    " --chdir /work -- bash -c x ",
  ]) {
    expect(words({})).toContain(part);
  }
  expect(words({})).not.toContain("-try /work");
  expect(words({ network: true })).not.toContain("--unshare-net");
});

test("what is hidden looks empty: a folder, a file, and what a link leads to", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const at = (name: string) => join(folder.path, name);
  mkdirSync(at(".ssh"));
  writeFileSync(at(".netrc"), "");
  symlinkSync(at(".ssh"), at("alias"));
  expect(words({ hidden: [at(".ssh"), at(".missing")] })).toContain(` --tmpfs ${at(".ssh")} `);
  expect(words({ hidden: [at(".missing")] })).not.toContain(".missing");
  expect(words({ hidden: [at("alias")] })).toContain(` --tmpfs ${at(".ssh")} `);
  expect(words({ hidden: [at(".netrc")] })).toContain(` --ro-bind /dev/null ${at(".netrc")} `);
});

test("keys stay hidden in a writable folder, and a working folder among hidden ones is seen", () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), "argent-test-"));
  const keys = join(folder.path, "keys");
  const work = join(keys, "work");
  mkdirSync(work, { recursive: true });
  const text = words({ writable: [folder.path, work], hidden: [keys] });
  const places = [folder.path, keys, work].map((path) => text.lastIndexOf(` ${path} `));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});
