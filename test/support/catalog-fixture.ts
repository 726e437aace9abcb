/** The real catalogue, as `app/` introduces it to the scenario room. */
export { catalog } from "../../src/app/scenario/catalog.ts";
