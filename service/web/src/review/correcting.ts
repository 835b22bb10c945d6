// What people say that a figure is. What was read stays; a version that came in between is told, never overwritten.
import * as api from "../api";
import { shifted } from "../format";
import { bad, good, say } from "../parts/notices";
import type { Change, Correction, Exact, Observation } from "../types";
import { t } from "../words";
import { editing, job, standing, take, versionOf } from "./state";

export interface Draft {
  value: string;
  text: string;
  name: string;
  note: string;
}
const SCALES: Record<string, number> = { 万元: 4, 万: 4, 亿元: 8, 亿: 8, 千元: 3, 百万元: 6 };
/** Decimal places between the printed unit of an amount and yuan: it is corrected in the unit that it is printed in. */
export const scaleOf = (o: Observation): number => (o.unit === "CNY" ? (SCALES[o.raw_unit ?? ""] ?? 0) : 0);

export function draftOf(o: Observation): Draft {
  const after = standing(o.id)?.after ?? {};
  const value = (after.value ?? o.value) as Exact | undefined;
  const told = <K extends "text" | "name">(key: K): string => String(after[key] ?? o[key] ?? "");
  const shown = value === null || value === undefined ? "" : shifted(value, scaleOf(o));
  return { value: shown, text: told("text"), name: told("name"), note: standing(o.id)?.note ?? "" };
}

/** A number as typed, times ten to the power of `scale`: full-width digits and grouping marks understood; 元, 万元 and 亿元
 * behind it say another scale. Exact; null where it is no number. */
export function parsed(typed: string, scale = 0): Exact {
  const folded = typed.normalize("NFKC").replace(/[,，\s]/g, "").replace(/^[−–—]/, "-").replace(/^\((.+)\)$/, "-$1");
  const [, sign = "", whole = "", rest = "", said = ""] = /^([-+]?)(\d+)(?:\.(\d+))?(元|万元?|亿元?)?%?$/.exec(folded) ?? [];
  if (!whole) return null;
  const places = said === "元" ? 0 : (SCALES[said] ?? scale);
  const decimals = rest.padEnd(places, "0");
  const digits = `${(whole + decimals.slice(0, places)).replace(/^0+(?=\d)/, "")}.${decimals.slice(places)}`.replace(/\.?0*$/, (tail) => (tail.includes(".") ? "" : tail));
  const text = (sign === "-" ? "-" : "") + digits;
  return String(Number(text)) === text ? Number(text) : text;
}

export function changeOf(o: Observation, draft: Draft): Change | "bad_number" {
  const after: Change = {};
  if (o.value !== null) {
    const value = parsed(draft.value, scaleOf(o));
    if (value === null) return "bad_number";
    if (String(value) !== String(o.value)) after.value = value;
  } else if (draft.text.trim() !== (o.text ?? "")) after.text = draft.text.trim();
  if (draft.name.trim() && draft.name.trim() !== o.name) after.name = draft.name.trim();
  return after;
}

/** A correction to exactly what was read: somebody looked and found it right. */
export const confirmation = (o: Observation): Change => (o.value !== null ? { value: o.value } : { text: o.text });
export function isConfirmation(o: Observation, c: Correction): boolean {
  const says = Object.entries(c.after).filter(([, value]) => value !== null && value !== undefined);
  return says.every(([key, value]) => String(value) === String(o[key as keyof Observation]));
}

export type Saved = "saved" | "conflict" | "failed";

export async function save(o: Observation, after: Change, note: string): Promise<Saved> {
  const id = job.value?.id;
  if (!id) return "failed";
  try {
    take([await api.correct(id, o.id, versionOf(o.id), after, note)]);
    editing.value = false;
    good(t("saved", { name: o.name }));
    say(t("saved", { name: o.name }));
    return "saved";
  } catch (error) {
    return failed(id, error);
  }
}
export async function withdraw(o: Observation): Promise<Saved> {
  const id = job.value?.id;
  if (!id) return "failed";
  try {
    await api.withdraw(id, o.id, versionOf(o.id));
    take(await api.corrections(id));
    good(t("withdrawn", { name: o.name }));
    return "saved";
  } catch (error) {
    return failed(id, error);
  }
}
async function failed(id: string, error: unknown): Promise<Saved> {
  const conflict = error instanceof api.Problem && [409, 412].includes(error.body.status);
  if (!conflict) {
    bad(error);
    return "failed";
  }
  take(await api.corrections(id));
  return "conflict";
}
