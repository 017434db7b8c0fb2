import { join } from "node:path";
import { createTrustStore, type SettingsFiles, type TrustStore } from "@argent/agent";
import { localEnv } from "../env/local-env.ts";
import type { Ambient } from "./ambient.ts";
import { argentFolder } from "./argent-folder.ts";

/** The files with a person's own settings. They need not exist. */
export interface OwnSettings {
  files: SettingsFiles;
  globalFile: string;
  trust: TrustStore;
}

/** Where a person's own settings lie, and what they trust. */
export function ownSettings(ambient: Ambient): OwnSettings {
  const folder = argentFolder(ambient);
  const files = localEnv({ cwd: folder });
  return {
    files,
    globalFile: join(folder, "settings.json"),
    trust: createTrustStore(files, join(folder, "trust.json")),
  };
}
