import * as api from "../api";
import { sentences, when } from "../format";
import { Icon } from "../parts/icon";
import { bad } from "../parts/notices";
import { toJob } from "../route";
import { FINAL, READABLE, type Job } from "../types";
import { t, told } from "../words";
import { chosen } from "./documents";
import { factsOf, nameOf } from "./facts";
import { forget, remember } from "./jobs";

export function StateTag({ job }: { job: Job }) {
  const share = job.pages ? job.pages_done / job.pages : 0;
  if (job.state === "running")
    return (
      <span class="running">
        <progress max={1} {...(job.pages ? { value: share } : {})} aria-label={told("state", job.state)} />
        <span class="num">{job.pages ? t("pageProgress", { done: job.pages_done, all: job.pages }) : told("state", job.state)}</span>
      </span>
    );
  return <span class={`tag ${job.state}`}>{told("state", job.state)}</span>;
}

function Tick({ job }: { job: Job }) {
  const on = chosen.value.includes(job.id);
  const toggle = (): void => void (chosen.value = on ? chosen.value.filter((id) => id !== job.id) : [...chosen.value, job.id].slice(-2));
  if (!READABLE.includes(job.state)) return null;
  return <input type="checkbox" checked={on} onChange={toggle} aria-label={`${t("selectCompare")}：${nameOf(job)}`} />;
}

async function remove(job: Job): Promise<void> {
  if (!confirm(t("removeSure", { name: nameOf(job) }))) return;
  await api.removeDocument(job.document).then(() => forget(job.document), bad);
}
const act = (job: Job, verb: "cancel" | "retry"): Promise<void> => api.act(job.id, verb).then((fresh) => remember([fresh]), bad);

function Actions({ job }: { job: Job }) {
  const open = !FINAL.includes(job.state);
  if (!api.mayWrite()) return null;
  const button = (word: "cancel" | "retry" | "remove", icon: string, press: () => Promise<void>) => (
    <button type="button" class="plain" title={t(word)} aria-label={`${t(word)}：${nameOf(job)}`} onClick={() => void press()}>
      <Icon name={icon} />
    </button>
  );
  return (
    <>
      {open && button("cancel", "stop", () => act(job, "cancel"))}
      {!open && job.state !== "done" && button("retry", "redo", () => act(job, "retry"))}
      {!open && button("remove", "trash", () => remove(job))}
    </>
  );
}

function Contradictions({ count }: { count: number | null }) {
  if (count === null) return <span class="quiet">–</span>;
  return count ? <span class="tag contradicts num">{count}</span> : <span class="quiet num">0</span>;
}

function Name({ job }: { job: Job }) {
  const facts = factsOf(job);
  const name = nameOf(job);
  return (
    <>
      {job.state === "cancelled" ? <span>{name}</span> : <a href={toJob(job.id)}>{name}</a>}
      {facts.title && facts.title !== name && <span class="sub">{facts.title}</span>}
      {job.problem && (
        <span class="sub fault">
          {job.problem.code === "password_protected" ? sentences(t("locked"), t("lockedLead")) : sentences(job.problem.title ?? job.problem.code, job.problem.advice)}
        </span>
      )}
    </>
  );
}

export function Row({ job }: { job: Job }) {
  const facts = factsOf(job);
  return (
    <tr data-job={job.id} data-state={job.state}>
      <td>
        <Tick job={job} />
      </td>
      <td class="c-name">
        <Name job={job} />
      </td>
      <td>{facts.organization}</td>
      <td class="num">{facts.year}</td>
      <td>{facts.kind && told("kind", facts.kind)}</td>
      <td>
        <StateTag job={job} />
      </td>
      <td class="num right" data-label={facts.figures === null ? "" : t("figures")}>
        {facts.figures}
      </td>
      <td class="right" data-label={facts.contradictions === null ? "" : t("contradictions")}>
        <Contradictions count={facts.contradictions} />
      </td>
      <td class="num quiet nowrap">{when(job.created)}</td>
      <td class="nowrap right">
        <Actions job={job} />
      </td>
    </tr>
  );
}
