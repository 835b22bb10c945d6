// The list of documents: search, filters, progress by page, what to do with each.
import { signal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Icon } from "../parts/icon";
import { ProblemNote } from "../parts/problem";
import { toCompare } from "../route";
import type { Job } from "../types";
import { t, told } from "../words";
import { DropZone } from "./drop_zone";
import { factsOf, nameOf } from "./facts";
import { jobs, load, loaded, newestFirst, problem, rest } from "./jobs";
import { Row } from "./row";
import { UploadList } from "./upload_list";

const text = signal("");
const state = signal("");
const year = signal("");
const contradicting = signal(false);
export const chosen = signal<string[]>([]); // jobs ticked for a comparison, two at most

function matches(job: Job): boolean {
  const facts = factsOf(job);
  const asked = text.value.trim().toLowerCase().split(/\s+/);
  const where = `${nameOf(job)} ${facts.title} ${facts.organization} ${facts.year ?? ""}`.toLowerCase();
  return (
    asked.every((word) => where.includes(word)) &&
    (!state.value || job.state === state.value) &&
    (!year.value || String(facts.year) === year.value) &&
    (!contradicting.value || (facts.contradictions ?? 0) > 0)
  );
}
const distinct = (values: (string | number | null)[]): string[] => [...new Set(values.filter((v) => v !== null).map(String))].sort().reverse();
const valueOf = (event: Event): string => (event.currentTarget as HTMLInputElement).value;

function Filters({ all }: { all: Job[] }) {
  return (
    <div class="filters" role="search">
      <label class="field-search">
        <Icon name="search" />
        <input type="search" placeholder={t("search")} aria-label={t("search")} value={text.value} onInput={(e) => (text.value = valueOf(e))} />
      </label>
      <select aria-label={t("state")} value={state.value} onChange={(e) => (state.value = valueOf(e))}>
        <option value="">{t("allStates")}</option>
        {distinct(all.map((job) => job.state)).map((s) => (
          <option key={s} value={s}>
            {told("state", s)}
          </option>
        ))}
      </select>
      <select aria-label={t("year")} value={year.value} onChange={(e) => (year.value = valueOf(e))}>
        <option value="">{t("allYears")}</option>
        {distinct(all.map((job) => factsOf(job).year)).map((y) => (
          <option key={y}>{y}</option>
        ))}
      </select>
      <label class="tick">
        <input type="checkbox" checked={contradicting.value} onChange={() => (contradicting.value = !contradicting.value)} />
        {t("onlyContradictions")}
      </label>
      <div class="spread" />
      {chosen.value.length === 2 && (
        <a class="button primary" href={toCompare(chosen.value[0], chosen.value[1])}>
          {t("compareSelected")}
        </a>
      )}
      <span class="quiet num">{t("documentsCount", { n: all.length })}</span>
    </div>
  );
}

const HEADS = ["documentColumn", "organization", "year", "kind", "state", "figures", "contradictions", "time"] as const;

function List({ all }: { all: Job[] }) {
  const found = all.filter(matches);
  if (!found.length) return <p class="quiet pad">{t("noMatch")}</p>;
  return (
    <div class="table-frame">
      <table class="documents">
        <thead>
          <tr>
            <th scope="col">
              <span class="unseen">{t("selectCompare")}</span>
            </th>
            {HEADS.map((head) => (
              <th key={head} scope="col" class={`c-${head}`}>
                {t(head)}
              </th>
            ))}
            <th scope="col">
              <span class="unseen">{t("actions")}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {found.map((job) => (
            <Row key={job.id} job={job} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

export function Documents() {
  useEffect(() => {
    void load();
    return rest;
  }, []);
  useEffect(() => void (document.title = `${t("documents")} · ${t("product")}`));
  const all = newestFirst.value;
  if (!loaded.value) return <p class="quiet pad">{t("loading")}</p>;
  return (
    <div class="documents-view">
      <h1 class="unseen">{t("documents")}</h1>
      {problem.value && <ProblemNote problem={problem.value} again={() => void load()} />}
      <DropZone large={jobs.value.size === 0} />
      <UploadList />
      {all.length > 0 && (
        <section class="card" aria-label={t("documents")}>
          <Filters all={all} />
          <List all={all} />
        </section>
      )}
    </div>
  );
}
