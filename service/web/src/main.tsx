import { render } from "preact";
import { App } from "./app";
import "./styles/tokens.css";
import "./styles/base.css";
import "./styles/documents.css";
import "./styles/review.css";
import "./styles/figures.css";
import "./styles/compare.css";

const root = document.getElementById("app");
if (root) render(<App />, root);
