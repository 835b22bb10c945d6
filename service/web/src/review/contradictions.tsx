// Failing checks, the gravest first; each figure that was compared is a click away.
import { computed, shown } from "../format";
import { Icon } from "../parts/icon";
import type { Check } from "../types";
import { t, told } from "../words";
import { columnName, family } from "../words/names";
import { byId, choose, chosen, failing, report } from "./state";

const MOST_SHOWN = 400; // checks that hold, in the folded list

/** Chooses a figure. After a mouse press the focus is let go, so that the keys of the review work on the figure. */
export const pressed =
  (id: string) =>
  (event: MouseEvent): void => {
    choose(id);
    if (event.detail > 0) (event.currentTarget as HTMLElement).blur();
  };

export function Operands({ check, most = 12 }: { check: Check; most?: number }) {
  const found = check.observations.flatMap((id) => byId.value.get(id) ?? []);
  return (
    <ul class="operands" aria-label={t("operands")}>
      {found.slice(0, most).map((o) => (
        <li key={o.id}>
          <button type="button" class="operand" aria-current={chosen.value === o.id} onClick={pressed(o.id)}>
            <span>{o.name}</span>
            <span class="quiet">{columnName(o.column)}</span>
            <span class="num">{shown(o)}</span>
          </button>
        </li>
      ))}
      {found.length > most && <li class="quiet num">+{found.length - most}</li>}
    </ul>
  );
}

function Numbers({ check }: { check: Check }) {
  if (check.expected === null || check.actual === null) return null;
  return (
    <dl class="numbers num">
      {(["expected", "actual", "difference"] as const).map((key) => (
        <div key={key} class={key}>
          <dt>{t(key === "difference" ? "apart" : key)}</dt>
          <dd>{computed(check[key], check.unit)}</dd>
        </div>
      ))}
    </dl>
  );
}

export function CheckCard({ check }: { check: Check }) {
  return (
    <li class={`check ${check.status} ${check.severity}`}>
      <div class="check-head">
        <Icon name={check.status === "fail" ? "warn" : "check"} />
        <span class="tag">{told("family", family(check))}</span>
        {check.status === "fail" && <span class={`tag ${check.severity}`}>{told("severity", check.severity)}</span>}
        <p>{check.message}</p>
      </div>
      {check.status === "fail" && <Numbers check={check} />}
      <Operands check={check} />
    </li>
  );
}

export function Contradictions() {
  const all = report.value?.checks ?? [];
  const passing = all.filter((c) => c.status === "pass");
  const none = all.filter((c) => c.status === "not_applicable").length;
  return (
    <div class="contradictions">
      {failing.value.length === 0 ? (
        <p class="all-well">
          <Icon name="check" /> {passing.length ? t("noContradictions", { n: passing.length }) : t("nothingChecked")}
        </p>
      ) : (
        <p class="quiet">{t("checksSummary", { fail: failing.value.length, pass: passing.length, none })}</p>
      )}
      <ul class="checks">
        {failing.value.map((check, i) => (
          <CheckCard key={i} check={check} />
        ))}
      </ul>
      {passing.length > 0 && (
        <details class="passing">
          <summary>
            {t("passing")} <span class="quiet num">{passing.length}</span>
          </summary>
          <ul class="checks small">
            {passing.slice(0, MOST_SHOWN).map((check, i) => (
              <li key={i} class="check pass">
                <p>{check.message}</p>
              </li>
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}
