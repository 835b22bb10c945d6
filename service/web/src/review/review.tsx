// The review of one report: the page on the left, what was read on the right, the chosen figure below it.
import { useEffect } from "preact/hooks";
import { nameOf } from "../documents/facts";
import { StateTag } from "../documents/row";
import { ProblemNote } from "../parts/problem";
import { Icon } from "../parts/icon";
import { route } from "../route";
import { t, told } from "../words";
import { Charts } from "./charts";
import { Contradictions } from "./contradictions";
import { Detail } from "./detail";
import { Download } from "./download";
import { Failed } from "./failed";
import { Figures } from "./figures";
import { KeyHelp, useKeys } from "./keys";
import { Notes } from "./notes";
import { PagePane } from "./page_pane";
import { close, failing, job, open, problem, report, tab, visible, type Tab } from "./state";

const VIEWS: Record<Tab, () => preact.JSX.Element | null> = { contradictions: Contradictions, figures: Figures, charts: Charts, notes: Notes };
const TABS = Object.keys(VIEWS) as Tab[];

function Head() {
  const document_ = report.value?.document;
  const facts = [document_?.organization, document_?.fiscal_year, document_ && told("kind", document_.kind)].filter(Boolean);
  return (
    <div class="review-head">
      <a class="button plain" href="#/" aria-label={t("back")} title={t("back")}>
        <Icon name="left" />
      </a>
      <div class="review-title">
        <h1>{document_?.title || (job.value && nameOf(job.value))}</h1>
        <p class="quiet">{facts.join(" · ")}</p>
      </div>
      {job.value && job.value.state !== "done" && <StateTag job={job.value} />}
      <div class="spread" />
      {report.value && <KeyHelp />}
      {report.value && <Download />}
    </div>
  );
}

function TabBar() {
  const counts: Partial<Record<Tab, number>> = { contradictions: failing.value.length, figures: visible.value.length };
  function move(event: KeyboardEvent): void {
    const by = event.key === "ArrowRight" ? 1 : event.key === "ArrowLeft" ? -1 : 0;
    const next = TABS[(TABS.indexOf(tab.value) + by + TABS.length) % TABS.length];
    if (!by || !next) return;
    tab.value = next;
    document.getElementById(`tab-${next}`)?.focus();
  }
  return (
    <div class="tabs" role="tablist" onKeyDown={move}>
      {TABS.map((name) => (
        <button
          key={name}
          id={`tab-${name}`}
          type="button"
          role="tab"
          aria-selected={tab.value === name}
          aria-controls="tab-panel"
          tabIndex={tab.value === name ? 0 : -1}
          onClick={() => (tab.value = name)}
        >
          {t(name)}
          {counts[name] !== undefined && <span class={`count ${name === "contradictions" && counts[name] ? "alarm" : ""}`}>{counts[name]}</span>}
        </button>
      ))}
    </div>
  );
}

function Progress() {
  const j = job.value;
  if (!j) return <p class="quiet pad">{t("loading")}</p>;
  if (j.problem) return <Failed job={j} />;
  return (
    <div class="waiting" aria-live="polite">
      <StateTag job={j} />
    </div>
  );
}

export function Review({ job: id }: { job: string }) {
  const observation = route.value.view === "review" ? route.value.observation : null;
  useEffect(() => {
    void open(id, observation);
    return close;
  }, [id]);
  useEffect(() => void (document.title = `${report.value?.document.title || t("documents")} · ${t("product")}`));
  useKeys();
  const View = VIEWS[tab.value];
  if (problem.value) return <ProblemNote problem={problem.value} again={() => void open(id, observation)} />;
  return (
    <div class="review">
      <Head />
      {report.value ? (
        <div class="panes">
          <PagePane />
          <section class="reading" aria-label={t("figures")}>
            <TabBar />
            <div id="tab-panel" role="tabpanel" aria-labelledby={`tab-${tab.value}`} class={`panel panel-${tab.value}`}>
              <View />
            </div>
            <Detail />
          </section>
        </div>
      ) : (
        <Progress />
      )}
    </div>
  );
}
