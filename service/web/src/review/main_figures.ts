// The figures that the charts show: of each the surest statement, a form's before the text's.
import type { Observation, Report } from "../types";
import { codeOf } from "../words/names";
import { standing } from "./state";

export interface Bar {
  o: Observation;
  label: string;
  value: number; // yuan; drawn, never told: what is told is the exact value of `o`
}
const FINAL_COLUMNS = ["final", "budget", "total"];
export const REVENUES = ["general_budget_appropriation", "government_fund_appropriation", "state_capital_appropriation", "superior_subsidy", "institutional", "business", "subsidiary_remittance", "other"];
export const THREE = ["overseas", "vehicle_purchase", "vehicle_operation", "reception"];
const FORM_ORDER = ["revenue_expenditure_summary", "revenue_detail", "expenditure_detail", "appropriation_summary"];

const rank = (o: Observation): number => {
  const form = FORM_ORDER.indexOf(o.form);
  return (o.form === "narrative" ? 100 : form < 0 ? 50 : form) - o.confidence;
};
export function valueOf(o: Observation): number | null {
  const corrected = standing(o.id)?.after.value;
  const value = corrected ?? o.value;
  return value === null || value === undefined ? null : Number(value);
}
export function best(report: Report, indicator: string, columns: string[] = FINAL_COLUMNS, form = ""): Bar | null {
  const year = report.document.fiscal_year;
  const fits = (o: Observation): boolean =>
    o.indicator === indicator && o.unit === "CNY" && columns.includes(o.column) && (!form || o.form === form) && (year === null || o.year === null || o.year === year);
  const found = report.observations.filter(fits).sort((a, b) => columns.indexOf(a.column) - columns.indexOf(b.column) || rank(a) - rank(b));
  const o = found[0];
  const value = o && valueOf(o);
  return o && value !== null && value !== undefined ? { o, label: o.name, value } : null;
}
const some = (bars: (Bar | null)[]): Bar[] => bars.filter((bar): bar is Bar => bar !== null && bar.value !== 0);

export const totals = (report: Report): Bar[] =>
  some(["revenue.current_year_total", "revenue.total", "expenditure.current_year_total", "expenditure.basic", "expenditure.project", "expenditure.total"].map((i) => best(report, i)));
export const revenues = (report: Report): Bar[] => some(REVENUES.map((name) => best(report, `revenue.${name}`))).sort((a, b) => b.value - a.value);

/** Classes (类, three digits) of expenditure by function, the largest first. */
export function classes(report: Report): Bar[] {
  const codes = new Set(report.observations.map(codeOf).filter((code) => code.length === 3));
  const indicators = [...codes].map((code) => `function:${code}`);
  return some(indicators.map((i) => best(report, i, ["final", "total", "budget", "general_budget"]))).sort((a, b) => b.value - a.value);
}
/** 三公: budget and final of each part. */
export function threePublic(report: Report): { label: string; budget: Bar | null; final: Bar | null }[] {
  const parts = ["total", ...THREE].map((name) => `three_public.${name}`);
  return parts.flatMap((indicator) => {
    const budget = best(report, indicator, ["budget", "initial_budget"]);
    const final = best(report, indicator, ["final"]);
    const label = (final ?? budget)?.label;
    return label ? [{ label, budget, final }] : [];
  });
}
