import { GamedayError } from "../kernel/error.ts";
import { placesOf, replicasOf } from "../scenario/component.ts";
import type { PlannedComponent, Scenario } from "./plan.ts";

const maxNumber = 254;

/**
 * Gives every replica its place and its address 127.R.Z.H: regions and zones by first appearance,
 * hosts counted per zone, all from 1.
 */
export function placeComponents(
  stack: Scenario["stack"],
): ReadonlyMap<string, readonly PlannedComponent[]> {
  const regions = new Map<string, Map<string, { number: number; hosts: number }>>();
  return new Map(
    Object.entries(stack).map(([component, of]) => {
      const replicas = replicasOf(of);
      const places = placesOf(of);
      const planned = Array.from({ length: replicas }, (_, index): PlannedComponent => {
        const [region = "", zone = "", rack = ""] = (places[index % places.length] ?? "").split(
          "/",
        );
        const zones = regions.get(region) ?? new Map<string, { number: number; hosts: number }>();
        regions.set(region, zones);
        const here = zones.get(zone) ?? { number: zones.size + 1, hosts: 0 };
        zones.set(zone, here);
        const regionNumber = [...regions.keys()].indexOf(region) + 1;
        here.hosts += 1;
        if (Math.max(regionNumber, here.number, here.hosts) > maxNumber)
          throw new GamedayError("GD-S003", `more than ${maxNumber} hosts, zones or regions`, {
            hint: "spread the components over more zones, or use fewer",
          });
        const id = replicas === 1 ? component : `${component}/${index + 1}`;
        return {
          id,
          component,
          replica: index + 1,
          at: `${region}/${zone}/${rack}`,
          region,
          zone,
          rack,
          address: `127.${regionNumber}.${here.number}.${here.hosts}`,
        };
      });
      return [component, planned];
    }),
  );
}
