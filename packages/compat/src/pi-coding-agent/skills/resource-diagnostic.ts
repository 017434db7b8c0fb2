/** Two resources with one name. */
export interface ResourceCollision {
  resourceType: "extension" | "skill" | "prompt" | "theme";
  name: string;
  winnerPath: string;
  loserPath: string;
  winnerSource?: string | undefined;
  loserSource?: string | undefined;
}

/** What is wrong with a resource, and where. */
export interface ResourceDiagnostic {
  type: "warning" | "error" | "collision";
  message: string;
  path?: string | undefined;
  collision?: ResourceCollision | undefined;
}
