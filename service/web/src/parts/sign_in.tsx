import { useEffect, useRef, useState } from "preact/hooks";
import * as api from "../api";
import { sentences } from "../format";
import { t } from "../words";
import { Icon } from "./icon";

export function SignIn() {
  const [problem, setProblem] = useState<api.Problem | null>(null);
  const [busy, setBusy] = useState(false);
  const over = api.session.peek() !== null; // someone was signed in: whatever asked first found the session ended
  const first = useRef<HTMLInputElement>(null);
  useEffect(() => first.current?.focus(), []);

  async function submit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget as HTMLFormElement);
    setBusy(true);
    try {
      await api.signIn(String(form.get("name")), String(form.get("password")));
    } catch (error) {
      if (!(error instanceof api.Problem)) throw error;
      setProblem(error);
    } finally {
      setBusy(false);
    }
  }
  return (
    <form class="card sign-in" onSubmit={(e) => void submit(e)} aria-labelledby="sign-in-title">
      <h1 id="sign-in-title">{t("signIn")}</h1>
      <p class="quiet">{t("signInLead")}</p>
      <label>
        {t("name")}
        <input ref={first} name="name" autocomplete="username" required maxLength={200} />
      </label>
      <label>
        {t("password")}
        <input name="password" type="password" autocomplete="current-password" required maxLength={1000} />
      </label>
      {over && !problem && (
        <p class="fault" role="alert">
          <Icon name="warn" /> {sentences(t("sessionOver"), t("sessionOverLead"))}
        </p>
      )}
      {problem && (
        <p class="fault" role="alert">
          <Icon name="warn" /> {sentences(problem.body.title, problem.body.advice)}
        </p>
      )}
      <button type="submit" class="primary" disabled={busy}>
        {t("signIn")}
      </button>
    </form>
  );
}
