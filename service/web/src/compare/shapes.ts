import type { Exact } from "../types";

export interface Figure {
  job: string;
  observation: string;
  form: string;
  year: number | null;
  value: Exact;
  confidence: number;
}
export interface Compared {
  indicator: string;
  name: string;
  column: string;
  unit: string | null;
  figures: (Figure | null)[];
  change: Exact;
  change_rate: Exact;
}
export interface Comparison {
  reports: { job: string; organization: string; fiscal_year: number | null; kind: string; title: string }[];
  figures: Compared[];
}
