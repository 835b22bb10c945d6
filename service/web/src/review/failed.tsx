// A document that could not be read: why, and what to do. An encrypted one may be opened with its password.
import { useState } from "preact/hooks";
import * as api from "../api";
import { nameOf } from "../documents/facts";
import { Icon } from "../parts/icon";
import { bad } from "../parts/notices";
import { toJob } from "../route";
import type { Job } from "../types";
import { t } from "../words";

function Unlock({ job }: { job: Job }) {
  const [busy, setBusy] = useState(false);
  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget as HTMLFormElement).get("password"));
    setBusy(true);
    await api.unlock(job.document, nameOf(job), password).then((accepted) => void (location.hash = toJob(accepted.job.id)), bad);
    setBusy(false);
  }
  return (
    <form class="row unlock" onSubmit={(e) => void submit(e)}>
      <input name="password" type="password" required maxLength={200} autocomplete="off" aria-label={t("password")} placeholder={t("password")} />
      <button type="submit" class="primary" disabled={busy}>
        {t("unlock")}
      </button>
    </form>
  );
}

export function Failed({ job }: { job: Job }) {
  if (!job.problem) return null;
  const { code, title, detail, advice } = job.problem;
  const locked = code === "password_protected";
  return (
    <div class="problem" role="alert">
      <Icon name="warn" />
      <div>
        <h2>{locked ? t("locked") : (title ?? code)}</h2>
        {detail && detail !== title && <p>{detail}</p>}
        {(locked || advice) && <p>{locked ? t("lockedLead") : advice}</p>}
        {locked && api.mayWrite() && <Unlock job={job} />}
      </div>
    </div>
  );
}
