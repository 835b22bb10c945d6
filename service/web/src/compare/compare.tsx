// Two reports side by side: main figures by indicator and column, what changed and by how much.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import * as api from "../api";
import { factsOf, nameOf } from "../documents/facts";
import { load, loaded, newestFirst, rest } from "../documents/jobs";
import { amount, grouped } from "../format";
import { ProblemNote } from "../parts/problem";
import { route, toCompare, toJob } from "../route";
import { READABLE, type Job } from "../types";
import { t, told } from "../words";
import { columnName, formName } from "../words/names";
import type { Compared, Comparison } from "./shapes";

const found = signal<Comparison | null>(null);
const problem = signal<api.Problem | null>(null);
const onlyChanged = signal(false);
const LARGE_PERCENT = 20; // a change that reports have to explain

async function ask(a: string, b: string): Promise<void> {
  found.value = problem.value = null;
  if (!a || !b) return;
  try {
    found.value = await api.compare(a, b);
  } catch (error) {
    if (!(error instanceof api.Problem)) throw error;
    problem.value = error;
  }
}

function Chooser({ label, value, near, choose }: { label: string; value: string; near: Job | undefined; choose: (id: string) => void }) {
  const organization = near && factsOf(near).organization;
  const readable = newestFirst.value.filter((job) => READABLE.includes(job.state));
  const alike = (job: Job): number => Number(Boolean(organization) && factsOf(job).organization === organization);
  const word = (job: Job): string => {
    const facts = factsOf(job);
    return facts.title ? `${facts.title}（${[facts.year, nameOf(job)].filter(Boolean).join("，")}）` : nameOf(job);
  };
  return (
    <label class="chooser">
      <span>{label}</span>
      <select value={value} onChange={(e) => choose((e.currentTarget as HTMLSelectElement).value)}>
        <option value="">{t("chooseDocument")}</option>
        {readable
          .filter((job) => job.id !== near?.id)
          .sort((x, y) => alike(y) - alike(x))
          .map((job) => (
            <option key={job.id} value={job.id}>
              {word(job)}
            </option>
          ))}
      </select>
    </label>
  );
}

function Bars({ row }: { row: Compared }) {
  const values = row.figures.map((figure) => Math.abs(Number(figure?.value ?? 0)));
  const most = Math.max(...values);
  return (
    <svg class="pair" viewBox="0 0 1000 22" preserveAspectRatio="none" aria-hidden="true">
      {values.map((value, i) => (
        <rect key={i} class={i ? "tone-0" : "tone-budget"} y={i * 12} height="9" width={most ? Math.max(value ? 4 : 0, (value / most) * 1000) : 0} />
      ))}
    </svg>
  );
}

function Line({ row }: { row: Compared }) {
  const change = row.change === null ? 0 : Number(row.change);
  const tone = Math.abs(Number(row.change_rate ?? 0)) >= LARGE_PERCENT ? "large" : "";
  return (
    <tr>
      <th scope="row">{row.name}</th>
      <td class="quiet nowrap">{columnName(row.column)}</td>
      {row.figures.map((figure, i) => (
        <td key={i} class="right num nowrap">
          {figure ? <a href={toJob(figure.job, figure.observation)}>{amount(figure.value, row.unit)}</a> : <span class="quiet">–</span>}
        </td>
      ))}
      <td class="bar-cell">
        <Bars row={row} />
      </td>
      <td class={`right num nowrap ${tone}`}>{row.change !== null && `${change > 0 ? "+" : ""}${amount(row.change, row.unit)}`}</td>
      <td class={`right num nowrap ${tone}`}>{row.change_rate !== null && `${Number(row.change_rate) > 0 ? "+" : ""}${grouped(row.change_rate)}%`}</td>
    </tr>
  );
}

function Result({ of }: { of: Comparison }) {
  const rows = of.figures.filter((row) => !onlyChanged.value || (row.change !== null && Number(row.change) !== 0));
  const forms = new Map<string, Compared[]>();
  for (const row of rows) {
    const form = row.figures.find(Boolean)?.form ?? "";
    forms.set(form, [...(forms.get(form) ?? []), row]);
  }
  const [a, b] = of.reports;
  const alike = !a || !b || a.kind === b.kind;
  if (!of.figures.length) return <p class="quiet pad">{t("noCommon")}</p>;
  return (
    <section class="card">
      {a && b && a.organization !== b.organization && <p class="fault pad">{t("otherAgency", { a: a.organization, b: b.organization })}</p>}
      {!alike && <p class="fault pad">{t("otherKind")}</p>}
      <div class="filters">
        <label class="tick">
          <input type="checkbox" checked={onlyChanged.value} onChange={() => (onlyChanged.value = !onlyChanged.value)} />
          {t("onlyChanged")}
        </label>
      </div>
      <div class="table-frame">
        <table class="comparison">
          <thead>
            <tr>
              <th scope="col">{t("indicator")}</th>
              <th scope="col">{t("column")}</th>
              {of.reports.map((r, i) => (
                <th key={r.job} scope="col" class="right">
                  <span class={`swatch ${i ? "tone-0" : "tone-budget"}`} aria-hidden="true" />
                  {r.fiscal_year ?? r.title} {(r.kind === "budget" || !alike) && told("kind", r.kind)}
                </th>
              ))}
              <th scope="col" class="bar-cell">
                <span class="unseen">{t("charts")}</span>
              </th>
              <th scope="col" class="right">
                {t("difference")}
              </th>
              <th scope="col" class="right">
                {t("rate")}
              </th>
            </tr>
          </thead>
          {[...forms].map(([form, list]) => (
            <tbody key={form}>
              <tr class="form-name">
                <th scope="rowgroup" colSpan={7}>
                  {formName(form, a?.kind ?? "")}
                </th>
              </tr>
              {list.map((row) => (
                <Line key={`${row.indicator} ${row.column}`} row={row} />
              ))}
            </tbody>
          ))}
        </table>
      </div>
    </section>
  );
}

export function Compare() {
  const at = route.value.view === "compare" ? route.value : { a: "", b: "" };
  useEffect(() => {
    void load();
    return rest;
  }, []);
  useEffect(() => void ask(at.a, at.b), [at.a, at.b]);
  useEffect(() => void (document.title = `${t("compare")} · ${t("product")}`));
  const byId = new Map(newestFirst.value.map((job) => [job.id, job]));
  const go = (a: string, b: string): void => void (location.hash = toCompare(a, b));
  if (!loaded.value) return <p class="quiet pad">{t("loading")}</p>;
  return (
    <div class="compare-view">
      <h1>{t("compare")}</h1>
      <p class="quiet">{t("compareLead")}</p>
      <div class="choosers">
        <Chooser label={t("first")} value={at.a} near={byId.get(at.b)} choose={(id) => go(id, at.b)} />
        <Chooser label={t("second")} value={at.b} near={byId.get(at.a)} choose={(id) => go(at.a, id)} />
      </div>
      {problem.value && <ProblemNote problem={problem.value} again={() => void ask(at.a, at.b)} />}
      {found.value && <Result of={found.value} />}
    </div>
  );
}
