/** The turns of one layer. */
import { Temporal } from "temporal-polyfill";
import { at, dateAt, instantOf } from "./local-time.ts";
import type { Layer, Shift } from "./rotation.ts";

/** The parts of a layer's turns that lie between two instants. */
export function turnsBetween(layer: Layer, from: number, to: number): readonly Shift[] {
  const end = Math.min(to, endOf(layer));
  const last = turnOn(layer, end);
  const turns: Shift[] = [];
  for (let turn = Math.max(0, turnOn(layer, from) - 1); turn <= last; turn += 1) {
    const whole = { from: startOf(layer, turn), to: startOf(layer, turn + 1) };
    const person = personOf(layer, turn);
    for (const part of onDuty(layer, whole)) {
      const cut = clip(part, { from, to: end });
      if (cut !== undefined) turns.push({ ...cut, person, override: false });
    }
  }
  return turns;
}

/** When a layer's first turn begins. */
export function beginningOf(layer: Layer): number {
  return startOf(layer, 0);
}

/** When its last one is over; infinity for a layer that goes on. */
export function endOf(layer: Layer): number {
  return layer.until === undefined ? Infinity : handoverOn(layer, dateOf(layer.until));
}

/** Everyone in a layer, beginning with the one whose turn it is; empty outside of its time. */
export function orderAt(layer: Layer, instant: number): readonly string[] {
  if (turnsBetween(layer, instant, instant + 1).length === 0) return [];
  const day = turnOn(layer, instant);
  // A day's turn begins with its handover, not with its midnight.
  const turn = startOf(layer, day) <= instant ? day : day - 1;
  return layer.people.map((_, i) => personOf(layer, turn + i));
}

interface Span {
  readonly from: number;
  readonly to: number;
}

/** What two spans have in common. */
export function clip(span: Span, within: Span): Span | undefined {
  const cut = { from: Math.max(span.from, within.from), to: Math.min(span.to, within.to) };
  return cut.from < cut.to ? cut : undefined;
}

function personOf({ people }: Layer, turn: number): string {
  return people[turn % people.length] ?? people[0];
}

/** The turn that begins on or before this day, counted from 0. */
function turnOn(layer: Layer, instant: number): number {
  const days = dateOf(layer.start).until(dateAt(instant, layer.timeZone)).days;
  return Math.floor(days / layer.everyDays);
}

function startOf(layer: Layer, turn: number): number {
  return handoverOn(layer, dateOf(layer.start).add({ days: turn * layer.everyDays }));
}

function handoverOn({ handover, timeZone }: Layer, date: Temporal.PlainDate): number {
  return instantOf(at(date, handover), timeZone);
}

/** The parts of a turn in which the layer is on call at all; what adjoins is one part. */
function onDuty(layer: Layer, turn: Span): readonly Span[] {
  if (layer.hours === undefined && layer.days === undefined) return [turn];
  const { from, to } = layer.hours ?? { from: "00:00", to: "00:00" };
  const parts: Span[] = [];
  const lastDay = dateAt(turn.to, layer.timeZone);
  // The hours of the evening before may reach into the turn.
  let day = dateAt(turn.from, layer.timeZone).subtract({ days: 1 });
  for (; Temporal.PlainDate.compare(day, lastDay) <= 0; day = day.add({ days: 1 })) {
    if (layer.days !== undefined && !layer.days.includes(day.dayOfWeek)) continue;
    const until = to > from ? day : day.add({ days: 1 });
    const hours = {
      from: instantOf(at(day, from), layer.timeZone),
      to: instantOf(at(until, to), layer.timeZone),
    };
    const part = clip(hours, turn);
    if (part === undefined) continue;
    const before = parts.at(-1);
    if (before?.to === part.from) parts.splice(-1, 1, { from: before.from, to: part.to });
    else parts.push(part);
  }
  return parts;
}

const dateOf = (text: string): Temporal.PlainDate => Temporal.PlainDate.from(text);
