// Shapes that go over the wire: the data contract's report, and the service's own answers.

export type Exact = number | string | null; // a number where it is exact as such, else its decimal digits
export type Box = [left: number, top: number, right: number, bottom: number]; // fractions of the upright page

export interface Evidence {
  page: number;
  bbox: Box | null;
  lines: [first: number, last: number] | null;
  table: string | null;
  row: number | null;
  column: number | null;
}
export interface Signals {
  ocr: number | null;
  structure: number | null;
  mapping: number | null;
  arithmetic: number | null;
}
export interface Repair {
  kind: string;
  before: string;
  after: string;
}
export interface Observation {
  id: string;
  form: string;
  indicator: string;
  name: string;
  raw_name: string;
  column: string;
  year: number | null;
  value: Exact;
  text: string | null;
  unit: string | null;
  comparator: string;
  raw_value: string;
  raw_unit: string | null;
  evidence: Evidence[];
  confidence: number;
  signals: Signals;
  repairs: Repair[];
}
export interface Check {
  rule: string;
  status: "pass" | "fail" | "not_applicable";
  severity: "error" | "warning" | "info";
  expected: Exact;
  actual: Exact;
  difference: Exact;
  tolerance: Exact;
  unit: string | null;
  observations: string[];
  message: string;
}
export interface Cell {
  text: string;
  row_span: number;
  col_span: number;
  bbox: Box | null;
  confidence: number;
}
export interface Table {
  id: string;
  form: string | null;
  title: string;
  unit: string | null;
  pages: number[];
  bbox: { page: number; bbox: Box }[];
  columns: string[][];
  rows: Cell[][];
  confidence: number;
}
export interface Section {
  id: string;
  parent: string | null;
  level: number;
  number: string | null;
  title: string;
  paragraphs: string[];
  page: number;
}
export interface Page {
  number: number;
  width: number | null;
  height: number | null;
  rotation: number;
  skew: number;
  source: "text_layer" | "ocr" | "plain_text";
  ocr_confidence: number | null;
}
export interface Report {
  document: {
    sha256: string;
    filename: string | null;
    media_type: string;
    bytes: number;
    kind: string;
    title: string;
    organization: string;
    fiscal_year: number | null;
    confidence: { kind: number; organization: number; fiscal_year: number };
  };
  pages: Page[];
  sections: Section[];
  tables: Table[];
  observations: Observation[];
  checks: Check[];
  warnings: { code: string; message: string; page: number | null }[];
}

export type State = "queued" | "running" | "done" | "partial" | "failed" | "cancelled" | "quarantined";
export const FINAL: readonly State[] = ["done", "partial", "failed", "cancelled", "quarantined"];
export const READABLE: readonly State[] = ["done", "partial"];

export interface Job {
  id: string;
  document: string;
  filename: string | null;
  batch: string | null;
  state: State;
  priority: number;
  pages: number | null;
  pages_done: number;
  problem: { code: string; title?: string | null; detail?: string | null; advice?: string | null } | null;
  facts: Record<string, unknown> | null;
  created: string;
  started: string | null;
  finished: string | null;
}
export interface Document {
  id: string;
  sha256: string;
  filename: string;
  media_type: string;
  bytes: number;
  created: string;
}
export interface Listing<T> {
  items: T[];
  next: string | null;
}
export interface Accepted {
  document: Document;
  job: Job;
  known: boolean;
}
export interface Session {
  actor: string;
  tenant: string;
  scopes: string[];
  csrf: string | null;
}
export type Change = Partial<Record<"value" | "text" | "name" | "indicator" | "column" | "unit" | "year", unknown>>;
export interface Correction {
  observation: string;
  version: number;
  before: Change;
  after: Change;
  note: string;
  author: string;
  withdrawn: boolean;
  created: string;
}
export interface ProblemBody {
  title: string;
  status: number;
  code: string;
  advice: string;
  retryable: boolean;
  detail?: string | null;
}
