// Numbers and times as people read them. Amounts stay exact: digits are grouped, never rounded.
import { language } from "./settings";
import type { Exact, Observation } from "./types";
import { t } from "./words";

/** Short sentences in a row, each with its full stop. */
export function sentences(...parts: (string | null | undefined)[]): string {
  const stop = language.value === "zh" ? "。" : ". ";
  return parts
    .filter((part): part is string => Boolean(part))
    .map((part) => (/[。.！!？?；;：:]\s*$/.test(part) ? part : part + stop))
    .join("")
    .trim();
}

export function grouped(value: Exact): string {
  if (value === null) return "";
  const [, sign = "", whole = "", rest = ""] = /^(-?)(\d+)(\.\d+)?/.exec(plain(value)) ?? [];
  return (sign ? "\u2212" : "") + whole.replace(/\B(?=(\d{3})+$)/g, ",") + rest;
}
function plain(value: number | string): string {
  const text = String(value);
  return /e/i.test(text) ? Number(text).toLocaleString("en", { useGrouping: false, maximumFractionDigits: 20 }) : text;
}

/** A number divided by ten to the power of `places`, exact: its decimal point moves. */
export function shifted(value: number | string, places: number): string {
  const [, sign = "", whole = "", rest = ""] = /^(-?)(\d+)(?:\.(\d+))?/.exec(plain(value)) ?? [];
  const digits = whole.padStart(places + 1, "0");
  const at = digits.length - places;
  const decimals = (digits.slice(at) + rest).replace(/0+$/, "");
  return `${sign}${digits.slice(0, at)}${decimals && "."}${decimals}`;
}
/** An amount in yuan as 万元, with two places at least, so that columns of amounts line up. */
export function tenThousands(value: Exact): string {
  if (value === null) return "";
  const [whole = "", decimals = ""] = shifted(value, 4).split(".");
  return grouped(`${whole}.${decimals.padEnd(2, "0")}`);
}

export function unitWord(unit: string | null): string {
  return unit === "CNY" ? t("yuan") : unit === "percent" ? "%" : unit === "point" ? t("points") : "";
}
export function amount(value: Exact, unit: string | null): string {
  if (value === null) return "";
  if (unit === "CNY") return language.value === "zh" ? `${tenThousands(value)} ${t("wanYuan")}` : `¥${grouped(value)}`;
  return grouped(value) + (unit === "percent" ? "%" : unit === "point" ? ` ${t("points")}` : "");
}
/** What a list shows of a figure: its number, or its words. */
export function shown(o: Observation): string {
  const compared = o.comparator !== "=" ? `${o.comparator} ` : "";
  return o.value === null ? (o.text ?? "") : compared + amount(o.value, o.unit);
}
/** A computed number, such as a ratio: as many places as say something. Amounts are never shortened. */
export function computed(value: Exact, unit: string | null): string {
  const places = String(value ?? "").split(".")[1]?.length ?? 0;
  return unit !== "CNY" && places > 4 ? `≈${amount(Number(Number(value).toFixed(2)), unit)}` : amount(value, unit);
}
export const percent = (fraction: number): string => `${(fraction * 100).toFixed(fraction > 0.995 && fraction < 1 ? 1 : 0)}%`;

export function when(iso: string): string {
  const time = new Date(iso);
  return Number.isNaN(time.getTime())
    ? ""
    : new Intl.DateTimeFormat(language.value === "zh" ? "zh-CN" : "en-GB", { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit" }).format(time);
}
export function size(bytes: number): string {
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(1)} MB` : `${Math.max(1, Math.round(bytes / 1e3))} KB`;
}
export type Trust = "high" | "middle" | "low";
/** Steps of confidence: nine in ten and better of the middle ones are right, fewer of the low ones. */
export const trust = (confidence: number): Trust => (confidence >= 0.97 ? "high" : confidence >= 0.9 ? "middle" : "low");
/** Steps of one signal: it says something of its own, a confidence is made of all. */
export const strength = (signal: number): Trust => (signal >= 0.75 ? "high" : signal >= 0.5 ? "middle" : "low");
