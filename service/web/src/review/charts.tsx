// Charts as tables: each row a label, a bar (SVG) and the exact amount, so that they read well without eyes, too.
import { amount } from "../format";
import { t } from "../words";
import { classes, revenues, threePublic, totals, type Bar } from "./main_figures";
import { pressed } from "./contradictions";
import { chosen, report, standing } from "./state";

function Drawn({ share, tone }: { share: number; tone: string }) {
  return (
    <svg class="bar" viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true">
      <rect class="track" width="1000" height="12" />
      <rect class={tone} width={Math.max(share > 0 ? 3 : 0, Math.min(1, share) * 1000)} height="12" />
    </svg>
  );
}
function Value({ bar }: { bar: Bar }) {
  const corrected = standing(bar.o.id)?.after.value;
  return (
    <button type="button" class="link num" aria-current={chosen.value === bar.o.id} onClick={pressed(bar.o.id)}>
      {amount((corrected as number | string | undefined) ?? bar.o.value, bar.o.unit)}
    </button>
  );
}

function Rows({ title, bars, tone, shares = false }: { title: string; bars: Bar[]; tone: (bar: Bar) => string; shares?: boolean }) {
  if (!bars.length) return null;
  const most = Math.max(...bars.map((bar) => Math.abs(bar.value)));
  const all = bars.reduce((sum, bar) => sum + bar.value, 0);
  return (
    <table class="chart">
      <caption>{title}</caption>
      <tbody>
        {bars.map((bar) => (
          <tr key={bar.o.id}>
            <th scope="row">{bar.label}</th>
            <td class="bar-cell">
              <Drawn share={Math.abs(bar.value) / most} tone={tone(bar)} />
            </td>
            <td class="right nowrap">
              <Value bar={bar} />
            </td>
            {shares && <td class="right num quiet">{((bar.value / all) * 100).toFixed(1)}%</td>}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** One bar of parts: how the whole is made up at a glance; the table below says it exactly. */
function Stack({ title, bars }: { title: string; bars: Bar[] }) {
  const all = bars.reduce((sum, bar) => sum + bar.value, 0);
  if (bars.length < 2 || all <= 0) return null;
  let left = 0;
  return (
    <svg class="stack" viewBox="0 0 1000 26" preserveAspectRatio="none" role="img" aria-label={title}>
      {bars.map((bar, i) => {
        const [x, width] = [left, (bar.value / all) * 1000];
        left += width;
        return (
          <rect key={bar.o.id} class={`tone-${i % 8}`} x={x} width={Math.max(0, width - 1.5)} height="26">
            <title>{`${bar.label} ${amount(bar.o.value, bar.o.unit)}`}</title>
          </rect>
        );
      })}
    </svg>
  );
}

function Composition({ title, bars }: { title: string; bars: Bar[] }) {
  if (!bars.length) return null;
  const tones = new Map(bars.map((bar, i) => [bar.o.id, `tone-${i % 8}`]));
  return (
    <section class="chart-block">
      <Rows title={title} bars={bars} tone={(bar) => tones.get(bar.o.id) ?? "tone-0"} shares />
      <Stack title={title} bars={bars} />
    </section>
  );
}

function Three() {
  const found = report.value ? threePublic(report.value) : [];
  const values = found.flatMap(({ budget, final }) => [budget?.value ?? 0, final?.value ?? 0]);
  const most = Math.max(...values, 0);
  if (!most) return null;
  return (
    <section class="chart-block">
      <table class="chart pairs">
        <caption>{t("chartThree")}</caption>
        <thead class="unseen">
          <tr>
            <th scope="col">{t("indicator")}</th>
            <th scope="col">{t("budgetWord")}</th>
            <th scope="col">{t("finalWord")}</th>
          </tr>
        </thead>
        <tbody>
          {found.flatMap(({ label, budget, final }) =>
            ([["budgetWord", budget, "tone-budget"], ["finalWord", final, "tone-0"]] as const).map(([word, bar, tone], i) => (
              <tr key={`${label}-${word}`} class={i ? "second" : ""}>
                {i === 0 && (
                  <th scope="rowgroup" rowSpan={2}>
                    {label}
                  </th>
                )}
                <td class="quiet nowrap">{t(word)}</td>
                <td class="bar-cell">
                  <Drawn share={(bar?.value ?? 0) / most} tone={tone} />
                </td>
                <td class="right nowrap">{bar ? <Value bar={bar} /> : <span class="quiet">–</span>}</td>
              </tr>
            )),
          )}
        </tbody>
      </table>
    </section>
  );
}

export function Charts() {
  const found = report.value;
  if (!found) return null;
  const [sums, parts, functions, three] = [totals(found), revenues(found), classes(found), threePublic(found)];
  if (!sums.length && !parts.length && !functions.length && !three.length) return <p class="quiet pad">{t("noCharts")}</p>;
  return (
    <div class="charts">
      <section class="chart-block">
        <Rows title={t("chartComposition")} bars={sums} tone={(bar) => (bar.o.indicator.startsWith("revenue") ? "tone-0" : "tone-1")} />
      </section>
      <Composition title={t("chartRevenue")} bars={parts} />
      <Composition title={t("chartClasses")} bars={functions} />
      <Three />
    </div>
  );
}
