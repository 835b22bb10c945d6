// Language and theme of this browser, kept in its storage.
import { effect, signal } from "@preact/signals";

export type Language = "zh" | "en";
export type Theme = "auto" | "light" | "dark";

function kept<T extends string>(key: string, allowed: readonly T[], otherwise: T): T {
  try {
    const value = localStorage.getItem(key) as T | null;
    return value && allowed.includes(value) ? value : otherwise;
  } catch {
    return otherwise; // storage may be blocked
  }
}
function keep(key: string, value: string): void {
  try {
    localStorage.setItem(key, value);
  } catch {
    // the choice then lasts as long as the page
  }
}

export const language = signal<Language>(kept("language", ["zh", "en"], "zh"));
export const theme = signal<Theme>(kept("theme", ["auto", "light", "dark"], "auto"));

effect(() => {
  document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
  keep("language", language.value);
});
effect(() => {
  document.documentElement.dataset.theme = theme.value;
  keep("theme", theme.value);
});
