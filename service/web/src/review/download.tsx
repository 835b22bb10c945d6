import { useState } from "preact/hooks";
import { reportUrl, BASE } from "../api";
import { Icon } from "../parts/icon";
import { t } from "../words";
import { corrections, job } from "./state";

const FORMATS = ["json", "xlsx", "csv", "jsonl", "parquet", "zip"] as const;

export function Download() {
  const any = [...corrections.value.values()].some((c) => !c.withdrawn);
  const [corrected, setCorrected] = useState(true);
  const id = job.value?.id;
  if (!id) return null;
  return (
    <details class="menu">
      <summary class="button primary">
        <Icon name="down" /> {t("download")}
      </summary>
      <div class="card menu-list">
        {any && (
          <label class="tick">
            <input type="checkbox" checked={corrected} onChange={() => setCorrected(!corrected)} />
            {t("withCorrections")}
          </label>
        )}
        {FORMATS.map((format) => (
          <a key={format} href={reportUrl(id, format, any && corrected)} download="">
            {t(`format.${format}`)}
          </a>
        ))}
        <a href={`${BASE}/documents/${job.value?.document}/source`} download="">
          {t("sourceFile")}
        </a>
      </div>
    </details>
  );
}
