// What the page says, Chinese and English. `t` reads the language signal, so whatever shows a word follows the setting.
import { language } from "../settings";
import { REPORT_WORDS } from "./report";
import { WORDS } from "./page";

const ALL = { ...WORDS, ...REPORT_WORDS };
export type Word = keyof typeof ALL;

/** The word of a key; `{n}` and the like are filled from `parts`. */
export function t(key: Word, parts: Record<string, string | number> = {}): string {
  const text = ALL[key][language.value === "zh" ? 0 : 1];
  return text.replace(/\{(\w+)\}/g, (_, name: string) => String(parts[name] ?? ""));
}
/** The word of a key that the service gave, or the key itself where it is new to this page. */
export function told(prefix: string, key: string): string {
  const word = `${prefix}.${key}`;
  return word in ALL ? t(word as Word) : key.replaceAll("_", " ");
}
