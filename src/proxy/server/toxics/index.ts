import type { ToxicTypeName } from "../../toxic-attributes.ts";
import type { ToxicType } from "../stage.ts";
import { bandwidth } from "./bandwidth.ts";
import { latency } from "./latency.ts";
import { limitData } from "./limit-data.ts";
import { noop } from "./noop.ts";
import { resetPeer } from "./reset-peer.ts";
import { slicer } from "./slicer.ts";
import { slowClose } from "./slow-close.ts";
import { timeout } from "./timeout.ts";

const byName: Readonly<Record<ToxicTypeName, ToxicType>> = {
  latency,
  bandwidth,
  slow_close: slowClose,
  timeout,
  reset_peer: resetPeer,
  slicer,
  limit_data: limitData,
  noop,
};

/** Every toxic by its name in the API. */
export const toxicTypes: ReadonlyMap<string, ToxicType> = new Map(Object.entries(byName));
