// Everything about the chosen figure: its value as printed, its place, what its confidence is made of, its checks.
import { mayWrite } from "../api";
import { amount, grouped, percent, shown, strength, unitWord } from "../format";
import { Icon } from "../parts/icon";
import type { Check, Correction, Observation } from "../types";
import { t, told } from "../words";
import { codeOf, columnName, family, formName } from "../words/names";
import { CheckCard } from "./contradictions";
import { Crop } from "./crop";
import { confirmation, isConfirmation, save, withdraw } from "./correcting";
import { Editor } from "./editor";
import { Confidence } from "./figures";
import { checksOf, chosen, corrections, current, editing, page, report } from "./state";

function Places({ o }: { o: Observation }) {
  return (
    <span class="places">
      {o.evidence.map((e, i) => (
        <button key={i} type="button" class="link num" onClick={() => (page.value = e.page)}>
          {t("page", { n: e.page })}
          {e.lines && `，${e.lines[0] === e.lines[1] ? t("lineOne", { a: e.lines[0] }) : t("lineRange", { a: e.lines[0], b: e.lines[1] })}`}
        </button>
      ))}
    </span>
  );
}

const SIGNALS = ["ocr", "structure", "mapping", "arithmetic"] as const;

function Bars({ o }: { o: Observation }) {
  return (
    <dl class="bars">
      {SIGNALS.map((name) => {
        const value = o.signals[name];
        return (
          <div key={name}>
            <dt>{t(`signal.${name}`)}</dt>
            <dd>
              {value === null ? (
                <span class="quiet">{t("notApplicable")}</span>
              ) : (
                <>
                  <svg aria-hidden="true">
                    <rect class="track" width="100%" height="6" rx="3" />
                    <rect class={`fill ${strength(value)}`} width={`${Math.max(2, value * 100)}%`} height="6" rx="3" />
                  </svg>
                  <span class="num">{percent(value)}</span>
                </>
              )}
            </dd>
          </div>
        );
      })}
    </dl>
  );
}

function Repairs({ o }: { o: Observation }) {
  if (!o.repairs.length) return <p class="quiet">{t("noRepairs")}</p>;
  return (
    <ul class="repairs">
      {o.repairs.map((r, i) => (
        <li key={i}>
          <strong>{told("repair", r.kind)}</strong> {r.before && <del>{r.before}</del>} {r.after && <ins>{r.after}</ins>}
        </li>
      ))}
    </ul>
  );
}

function Checks({ checks }: { checks: Check[] }) {
  const [bad, rest] = [checks.filter((c) => c.status === "fail"), checks.filter((c) => c.status === "pass")];
  if (!bad.length && !rest.length) return <p class="quiet">{t("noChecks")}</p>;
  return (
    <>
      {bad.length > 0 && (
        <ul class="checks">
          {bad.map((check, i) => (
            <CheckCard key={i} check={check} />
          ))}
        </ul>
      )}
      {rest.length > 0 && (
        <ul class="checks small">
          {rest.map((check, i) => (
            <li key={i} class="check pass">
              <Icon name="check" /> <span class="tag">{told("family", family(check))}</span> <span>{check.message}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Corrected({ o, correction }: { o: Observation; correction: Correction }) {
  const { after } = correction;
  const agreed = isConfirmation(o, correction);
  const value = after.value !== undefined && after.value !== null ? amount(after.value as number | string, o.unit) : String(after.text ?? "");
  const who = t("versionBy", { n: correction.version, who: correction.author });
  return (
    <div class="corrected" role="note">
      <Icon name={agreed ? "check" : "edit"} />
      <span>
        <strong>{t(agreed ? "confirmed" : "correctedTo")}</strong>{" "}
        {!agreed && <ins class="num">{[after.name !== o.name ? after.name : null, value].filter(Boolean).join(" · ")}</ins>} <span class="quiet">{who}</span>
        {correction.note && <span class="note">{correction.note}</span>}
      </span>
      {mayWrite() && (
        <button type="button" class="small" onClick={() => void withdraw(o)}>
          {t("withdraw")}
        </button>
      )}
    </div>
  );
}

function Head({ o }: { o: Observation }) {
  const facts = [formName(o.form, report.value?.document.kind ?? ""), columnName(o.column), o.year].filter(Boolean).join(" · ");
  return (
    <header class="detail-head">
      <div>
        <h2>
          {codeOf(o) && <span class="code num">{codeOf(o)}</span>} {o.name}
        </h2>
        <p class="quiet">{facts}</p>
      </div>
      <div class="spread" />
      <div class="big">
        <span class="num">{shown(o)}</span>
        <Confidence o={o} />
      </div>
      <button type="button" class="plain" aria-label={t("close")} title="Esc" onClick={() => (chosen.value = null)}>
        <Icon name="close" />
      </button>
    </header>
  );
}

function Printed({ o }: { o: Observation }) {
  return (
    <dl class="printed">
      <div>
        <dt>{t("asPrinted")}</dt>
        <dd class="num">
          {o.raw_value || o.text} {o.raw_unit}
          {o.unit === "CNY" && o.value !== null && (
            <span class="quiet">
              {" "}
              = {grouped(o.value)} {unitWord(o.unit)}
            </span>
          )}
        </dd>
      </div>
      {o.raw_name && (
        <div>
          <dt>{t("asNamed")}</dt>
          <dd>{o.raw_name}</dd>
        </div>
      )}
      <div>
        <dt>{t("place")}</dt>
        <dd>
          <Places o={o} />
        </dd>
      </div>
    </dl>
  );
}

function Actions({ o }: { o: Observation }) {
  if (!mayWrite()) return <p class="quiet">{t("readOnly")}</p>;
  return (
    <div class="row">
      <button type="button" onClick={() => void save(o, confirmation(o), "")}>
        <Icon name="check" /> {t("confirm")} <kbd>c</kbd>
      </button>
      <button type="button" onClick={() => (editing.value = true)}>
        <Icon name="edit" /> {t("correct")} <kbd>Enter</kbd>
      </button>
    </div>
  );
}

export function Detail() {
  const o = current.value;
  if (!o) return <p class="detail empty quiet">{t("selectFigure")}</p>;
  const correction = corrections.value.get(o.id);
  return (
    <section class="detail" aria-label={o.name}>
      <Head o={o} />
      {correction && !correction.withdrawn && <Corrected o={o} correction={correction} />}
      {editing.value ? <Editor key={o.id} o={o} /> : <Actions o={o} />}
      <div class="detail-grid">
        <div>
          <Crop o={o} />
          <Printed o={o} />
        </div>
        <div>
          <h3>{t("signals")}</h3>
          <Bars o={o} />
          <h3>{t("repairs")}</h3>
          <Repairs o={o} />
        </div>
      </div>
      <h3>{t("checksOf")}</h3>
      <Checks checks={checksOf.value.get(o.id) ?? []} />
    </section>
  );
}
