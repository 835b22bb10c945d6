// What else there is to know of a document: what could not be read, how its pages were read, its outline.
import { percent, size } from "../format";
import { Icon } from "../parts/icon";
import type { Report } from "../types";
import { t, told } from "../words";
import { page, report } from "./state";

function Warnings({ of }: { of: Report }) {
  if (!of.warnings.length) return <p class="all-well"><Icon name="check" /> {t("noWarnings")}</p>;
  return (
    <ul class="warnings">
      {of.warnings.map((w, i) => (
        <li key={i}>
          {w.page && (
            <button type="button" class="link num" onClick={() => (page.value = w.page ?? page.value)}>
              {t("page", { n: w.page })}
            </button>
          )}{" "}
          {w.message}
        </li>
      ))}
    </ul>
  );
}

function About({ of }: { of: Report }) {
  const { document: d } = of;
  const counts = (["text_layer", "ocr", "plain_text"] as const).map((source) => [source, of.pages.filter((p) => p.source === source).length] as const);
  const sure = (value: string | number, confidence: number) => (
    <>
      {value} <span class="quiet num">{percent(confidence)}</span>
    </>
  );
  return (
    <dl class="about">
      <dt>{t("organization")}</dt>
      <dd>{sure(d.organization || "–", d.confidence.organization)}</dd>
      <dt>{t("year")}</dt>
      <dd>{sure(d.fiscal_year ?? "–", d.confidence.fiscal_year)}</dd>
      <dt>{t("kind")}</dt>
      <dd>{sure(told("kind", d.kind), d.confidence.kind)}</dd>
      <dt>{t("pageSources")}</dt>
      <dd>{counts.flatMap(([source, n]) => (n ? [t(`source.${source}`, { n })] : [])).join("，")}</dd>
      <dt>{t("sourceFile")}</dt>
      <dd>
        {d.filename} <span class="quiet num">{size(d.bytes)}</span>
      </dd>
      <dt>SHA-256</dt>
      <dd class="digest">{d.sha256}</dd>
    </dl>
  );
}

export function Notes() {
  const of = report.value;
  if (!of) return null;
  return (
    <div class="notes">
      <h3>{t("warnings")}</h3>
      <Warnings of={of} />
      <h3>{t("aboutDocument")}</h3>
      <About of={of} />
      <h3>{t("outline")}</h3>
      <ol class="outline">
        {of.sections.map((s) => (
          <li key={s.id} class={`level-${Math.min(s.level, 5)}`}>
            <button type="button" class="link" onClick={() => (page.value = s.page)}>
              {s.number} {s.title}
            </button>
          </li>
        ))}
      </ol>
    </div>
  );
}
