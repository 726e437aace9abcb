import { z } from "zod";
import { inVariants, name, place, text } from "../basics.ts";

/** What a component of every kind has. */
export const shared = { at: place.default("a/a1/r1"), doc: text.optional(), ...inVariants };

/** Names of components whose addresses it is given; it is started after them. */
export const needs = z.array(name).default([]);
