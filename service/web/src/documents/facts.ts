// What a listing shows of a report without opening it. The service tells it as a job's `facts`.
import type { Job } from "../types";

export interface Facts {
  title: string;
  organization: string;
  year: number | null;
  kind: string;
  figures: number | null;
  contradictions: number | null;
}
const text = (value: unknown): string => (typeof value === "string" ? value : "");
const count = (value: unknown): number | null => (typeof value === "number" ? value : null);

export function factsOf(job: Job): Facts {
  const told = job.facts ?? {};
  return {
    title: text(told.title),
    organization: text(told.organization),
    year: count(told.fiscal_year ?? told.year),
    kind: text(told.kind),
    figures: count(told.observations),
    contradictions: count(told.contradictions ?? told.checks_failed ?? told.failed_checks),
  };
}
export const nameOf = (job: Job): string => job.filename || factsOf(job).title || job.id;
