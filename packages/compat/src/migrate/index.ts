export { type MigrateStreams, runMigrate } from "./run-migrate.ts";
