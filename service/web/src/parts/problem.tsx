// A problem in the place of what could not be shown: what happened, and what to do about it.
import type { Problem } from "../api";
import { t } from "../words";
import { Icon } from "./icon";

export function ProblemNote({ problem, again }: { problem: Problem; again?: () => void }) {
  const { title, detail, advice } = problem.body;
  return (
    <div class="problem" role="alert">
      <Icon name="warn" />
      <div>
        <h2>{title}</h2>
        {detail && detail !== title && <p>{detail}</p>}
        {advice && <p>{advice}</p>}
        {again && (
          <button type="button" onClick={again}>
            {t("retry")}
          </button>
        )}
      </div>
    </div>
  );
}
