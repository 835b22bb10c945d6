// The frame: header, the view that the address names, what is told to screen readers, and the sign-in form where one is needed.
import { useEffect } from "preact/hooks";
import { signal } from "@preact/signals";
import * as api from "./api";
import { Compare } from "./compare/compare";
import { Documents } from "./documents/documents";
import { Review } from "./review/review";
import { Header } from "./parts/header";
import { Icons } from "./parts/icon";
import { Announcer, Toasts } from "./parts/notices";
import { ProblemNote } from "./parts/problem";
import { SignIn } from "./parts/sign_in";
import { route, type Route } from "./route";
import { t } from "./words";

const problem = signal<api.Problem | null>(null);

async function begin(): Promise<void> {
  problem.value = null;
  try {
    await api.whoAsks();
  } catch (error) {
    if (!(error instanceof api.Problem)) throw error;
    if (error.body.status !== 401) problem.value = error;
  }
}

function View({ at }: { at: Route }) {
  if (at.view === "review") return <Review key={at.job} job={at.job} />;
  if (at.view === "compare") return <Compare />;
  return <Documents />;
}

function Body() {
  if (problem.value) return <ProblemNote problem={problem.value} again={() => void begin()} />;
  if (api.signInNeeded.value) return <SignIn />;
  if (!api.session.value) return <p class="quiet pad">{t("loading")}</p>;
  return <View at={route.value} />;
}

export function App() {
  useEffect(() => void begin(), []);
  const at = route.value;
  return (
    <div class={`app view-${at.view}`}>
      <a class="skip" href="#main" onClick={(e) => (e.preventDefault(), document.getElementById("main")?.focus())}>
        {t("skip")}
      </a>
      <Icons />
      <Header session={api.session.value} />
      <main id="main" tabIndex={-1}>
        <Body />
      </main>
      <Toasts />
      <Announcer />
    </div>
  );
}
