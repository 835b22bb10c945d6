import * as api from "../api";
import { route, toCompare } from "../route";
import { language, theme, type Language, type Theme } from "../settings";
import type { Session } from "../types";
import { t } from "../words";
import { bad } from "./notices";

function Choices<T extends string>({ label, value, options, choose }: { label: string; value: T; options: [T, string][]; choose: (value: T) => void }) {
  return (
    <select class="small" aria-label={label} value={value} onChange={(e) => choose((e.currentTarget as HTMLSelectElement).value as T)}>
      {options.map(([key, word]) => (
        <option key={key} value={key}>
          {word}
        </option>
      ))}
    </select>
  );
}

export function Header({ session }: { session: Session | null }) {
  const at = route.value.view;
  return (
    <header class="top">
      <a class="brand" href="#/">
        <img src="icon.svg" alt="" width={24} height={24} />
        <span>{t("product")}</span>
      </a>
      <nav aria-label={t("product")}>
        <a href="#/" aria-current={at !== "compare" ? "page" : undefined}>
          {t("documents")}
        </a>
        <a href={toCompare()} aria-current={at === "compare" ? "page" : undefined}>
          {t("compare")}
        </a>
      </nav>
      <div class="spread" />
      <Choices<Language> label={t("language")} value={language.value} options={[["zh", "中文"], ["en", "English"]]} choose={(v) => (language.value = v)} />
      <Choices<Theme>
        label={t("theme")}
        value={theme.value}
        options={[["auto", t("theme.auto")], ["light", t("theme.light")], ["dark", t("theme.dark")]]}
        choose={(v) => (theme.value = v)}
      />
      {session?.csrf && (
        <button type="button" class="small" title={session.actor} onClick={() => void api.signOut().catch(bad)}>
          {t("signOut")}
        </button>
      )}
    </header>
  );
}
