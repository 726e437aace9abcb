// What oclif itself costs: a command that does nothing, started as ours are.
import { enableCompileCache } from "node:module";
import { execute } from "@oclif/core";

enableCompileCache();
await execute({ dir: import.meta.url });
