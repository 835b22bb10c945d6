// The list of figures, by form: filters above, one line a figure.
import { useEffect, useMemo, useRef } from "preact/hooks";
import { percent, shown, trust } from "../format";
import { Icon } from "../parts/icon";
import type { Observation } from "../types";
import { t } from "../words";
import { codeOf, columnName, formName } from "../words/names";
import { isConfirmation } from "./correcting";
import { chosen, choose, contradicted, corrections, filter, forms, groups, report, visible, type Group } from "./state";

const valueOf = (event: Event): string => (event.currentTarget as HTMLInputElement).value;
const set = (to: Partial<typeof filter.value>): void => void (filter.value = { ...filter.value, ...to });

function Filter() {
  const { text, form, most } = filter.value;
  const kind = report.value?.document.kind ?? "";
  return (
    <div class="panel-filter" role="search">
      <label class="field-search">
        <Icon name="search" />
        <input type="search" value={text} placeholder={t("filterText")} aria-label={t("filterText")} onInput={(e) => set({ text: valueOf(e) })} />
      </label>
      <select aria-label={t("allForms")} value={form} onChange={(e) => set({ form: valueOf(e) })}>
        <option value="">{t("allForms")}</option>
        {forms.value.map((id) => (
          <option key={id} value={id}>
            {formName(id, kind)}
          </option>
        ))}
      </select>
      <label class="doubt">
        <span>{t("maxConfidence")}</span>
        <input type="range" min={0} max={100} step={1} value={most * 100} onInput={(e) => set({ most: Number(valueOf(e)) / 100 })} aria-valuetext={most === 1 ? t("any") : percent(most)} />
        <output class="num">{most === 1 ? t("any") : percent(most)}</output>
      </label>
      <span class="quiet num shown-count" aria-live="polite">
        {t("figuresShown", { n: visible.value.length, all: report.value?.observations.length ?? 0 })}
      </span>
    </div>
  );
}

function Marks({ o }: { o: Observation }) {
  const correction = corrections.value.get(o.id);
  const standing = correction && !correction.withdrawn ? correction : null;
  return (
    <span class="marks">
      {contradicted.value.has(o.id) && (
        <span class="mark contradicts" title={t("contradictions")}>
          <Icon name="warn" />
          <span class="unseen">{t("contradictions")}</span>
        </span>
      )}
      {standing && (
        <span class="mark reviewed" title={t(isConfirmation(o, standing) ? "confirmed" : "corrected")}>
          <Icon name={isConfirmation(o, standing) ? "check" : "edit"} />
          <span class="unseen">{t(isConfirmation(o, standing) ? "confirmed" : "corrected")}</span>
        </span>
      )}
    </span>
  );
}

export function Confidence({ o }: { o: Observation }) {
  const step = trust(o.confidence);
  return (
    <span class={`confidence ${step}`} title={`${t("confidence")} ${percent(o.confidence)}`}>
      <span class="unseen">
        {t("confidence")} {t(`trust.${step}`)}
      </span>
      <span class="num">{percent(o.confidence)}</span>
    </span>
  );
}

function Line({ o, active }: { o: Observation; active: boolean }) {
  const correction = corrections.value.get(o.id);
  // A long report has thousands of lines; only the two whose state changed are drawn anew.
  return useMemo(
    () => (
      <div id={`figure-${o.id}`} role="option" aria-selected={active} class="figure" data-observation={o.id} onClick={() => choose(o.id)}>
        <span class="figure-name">
          {codeOf(o) && <span class="code num">{codeOf(o)}</span>}
          {o.name}
        </span>
        <span class="figure-column quiet">{columnName(o.column)}</span>
        <Marks o={o} />
        <span class="figure-value num">{shown(o)}</span>
        <Confidence o={o} />
      </div>
    ),
    [o, active, correction, t("yuan")],
  );
}

function FormGroup({ group }: { group: Group }) {
  const name = formName(group.form, report.value?.document.kind ?? "");
  const doubtful = group.figures.filter((o) => trust(o.confidence) === "low").length;
  return (
    <div role="group" aria-label={name} class="form-group">
      <div class="form-name" aria-hidden="true">
        <span>{name}</span>
        <span class="quiet num">{group.figures.length}</span>
        {doubtful > 0 && <span class="tag low num">{doubtful}</span>}
      </div>
      {group.figures.map((o) => (
        <Line key={o.id} o={o} active={o.id === chosen.value} />
      ))}
    </div>
  );
}

export function Figures() {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" });
  }, [chosen.value]);
  return (
    <>
      <Filter />
      <div ref={list} class="figures" role="listbox" tabIndex={0} aria-label={t("figures")} {...(chosen.value ? { "aria-activedescendant": `figure-${chosen.value}` } : {})}>
        {groups.value.map((group) => (
          <FormGroup key={group.form} group={group} />
        ))}
      </div>
      {!visible.value.length && <p class="quiet pad">{t("noFigures")}</p>}
    </>
  );
}
