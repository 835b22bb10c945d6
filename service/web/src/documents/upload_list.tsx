import { Icon } from "../parts/icon";
import { sentences, size } from "../format";
import { toJob } from "../route";
import { t } from "../words";
import { again, clear, uploads, type Upload } from "./uploads";

const WORD = { waiting: "waiting", sending: "sending", sent: "sent", known: "known", failed: "failedUpload" } as const;
const isDone = (u: Upload): boolean => u.state !== "waiting" && u.state !== "sending";

function Entry({ upload }: { upload: Upload }) {
  const problem = upload.problem?.body;
  return (
    <li class={`upload ${upload.state}`}>
      <span class="upload-name">{upload.job ? <a href={toJob(upload.job)}>{upload.name}</a> : upload.name}</span>
      <span class="quiet num">{size(upload.bytes)}</span>
      <span class={`tag ${upload.state}`}>{upload.waitSeconds ? t("queueFull", { n: upload.waitSeconds }) : t(WORD[upload.state])}</span>
      {problem && (
        <span class="fault">
          {sentences(problem.title, problem.advice)}
          <button type="button" class="small" onClick={() => again(upload.id)}>
            {t("retry")}
          </button>
        </span>
      )}
    </li>
  );
}

export function UploadList() {
  const all = uploads.value;
  if (!all.length) return null;
  const done = all.filter(isDone).length;
  return (
    <section class="card uploads" aria-label={t("uploads")}>
      <div class="row">
        <strong>{t("uploads")}</strong>
        <progress max={all.length} value={done} aria-label={t("uploads")} />
        <span class="quiet num" aria-live="polite">
          {t("uploadsDone", { done, all: all.length })}
        </span>
        <div class="spread" />
        {done > 0 && (
          <button type="button" class="small" onClick={clear}>
            <Icon name="close" /> {t("clearList")}
          </button>
        )}
      </div>
      <ul>
        {all
          .filter((u) => u.state !== "waiting")
          .slice(-12)
          .map((u) => (
            <Entry key={u.id} upload={u} />
          ))}
      </ul>
    </section>
  );
}
