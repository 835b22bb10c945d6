import { useEffect, useRef, useState } from "preact/hooks";
import { reportUrl, BASE } from "../api";
import { Icon } from "../parts/icon";
import { t } from "../words";
import { corrections, job } from "./state";

const FORMATS = ["json", "xlsx", "csv", "jsonl", "parquet", "zip"] as const;

/** Closes a menu when something else is pressed, and at Escape. */
function useClosing(menu: { current: HTMLDetailsElement | null }): void {
  useEffect(() => {
    const stop = new AbortController();
    const close = (event: Event): void => {
      if (menu.current?.open && !menu.current.contains(event.target as Node)) menu.current.open = false;
    };
    addEventListener("pointerdown", close, { signal: stop.signal });
    addEventListener("focusin", close, { signal: stop.signal });
    addEventListener("keydown", (e) => e.key === "Escape" && menu.current && (menu.current.open = false), { signal: stop.signal });
    return () => stop.abort();
  }, []);
}

export function Download() {
  const any = [...corrections.value.values()].some((c) => !c.withdrawn);
  const [corrected, setCorrected] = useState(true);
  const menu = useRef<HTMLDetailsElement>(null);
  useClosing(menu);
  const id = job.value?.id;
  if (!id) return null;
  return (
    <details class="menu" ref={menu}>
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
