// Names of forms and columns as the vocabulary has them; English where the page is English. Figures keep their official Chinese names.
import { language } from "../settings";
import type { Check, Observation } from "../types";
import vocabulary from "./vocabulary.json";

const FORMS: Record<string, string> = vocabulary.forms;
const COLUMNS: Record<string, string> = vocabulary.columns;

const inEnglish = (id: string): string => id.charAt(0).toUpperCase() + id.slice(1).replaceAll("_", " ");

/** A form's name. A budget has the same forms as final accounts: its names say so. */
export function formName(id: string, kind: string): string {
  if (language.value === "en") return inEnglish(id);
  const name = FORMS[id] ?? id;
  return kind === "budget" ? name.replace("决算", "预算") : name;
}
export const columnName = (id: string): string => (language.value === "en" ? inEnglish(id) : (COLUMNS[id] ?? id));
export const codeOf = (o: Observation): string => /^(?:function|economic):(\d+)$/.exec(o.indicator)?.[1] ?? "";
export const family = (check: Check): string => check.rule.split(".")[0] ?? "";
