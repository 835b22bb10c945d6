// The API as its own OpenAPI document describes it. No framework, nothing from elsewhere; all text is set as text.
const METHODS = ["get", "post", "put", "patch", "delete"];
const DEPTH = 5; // levels of a schema that are written out

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== null && child !== undefined));
  return made;
};

const named = (api, schema) => (schema?.$ref ? api.components.schemas[schema.$ref.split("/").pop()] : schema);
const title = (schema) => schema?.$ref?.split("/").pop();

// A schema as a short text: types as they would stand in a type declaration.
function written(api, schema, depth = 0) {
  const name = title(schema);
  const found = named(api, schema);
  if (!found) return "any";
  if (depth >= DEPTH) return name ?? found.type ?? "...";
  if (found.const !== undefined) return JSON.stringify(found.const);
  if (found.enum) return found.enum.map((value) => JSON.stringify(value)).join(" | ");
  const choices = found.anyOf ?? found.oneOf ?? found.allOf;
  if (choices) return choices.map((choice) => written(api, choice, depth)).join(found.allOf ? " & " : " | ");
  if (found.type === "array") return `[${written(api, found.items ?? {}, depth)}, ...]`;
  if (found.properties) return fields(api, found, depth);
  if (found.type === "object") return found.additionalProperties ? `{ [name]: ${written(api, found.additionalProperties, depth + 1)} }` : "object";
  return found.format ? `${found.type} (${found.format})` : (found.type ?? "any");
}

function fields(api, schema, depth) {
  const pad = "  ".repeat(depth + 1);
  const lines = Object.entries(schema.properties).map(([name, field]) => {
    const needed = schema.required?.includes(name) ? "" : "?";
    const about = field.description ? `  // ${field.description}` : "";
    return `${pad}${name}${needed}: ${written(api, field, depth + 1)}${about}`;
  });
  return `{\n${lines.join("\n")}\n${"  ".repeat(depth)}}`;
}

function parameters(api, list) {
  if (!list.length) return null;
  const rows = list.map((parameter) =>
    element(
      "tr", {},
      element("td", {}, element("code", {}, parameter.name), parameter.required ? " *" : ""),
      element("td", { class: "soft" }, parameter.in),
      element("td", {}, element("code", {}, written(api, parameter.schema ?? {}))),
      element("td", {}, parameter.description ?? ""),
    ),
  );
  return element("div", {}, element("h3", {}, "参数 parameters"), element("table", {}, element("tbody", {}, ...rows)));
}

function contents(api, content) {
  return Object.entries(content ?? {}).map(([kind, media]) =>
    element("div", {}, element("code", { class: "soft" }, kind), media.schema ? element("pre", {}, written(api, media.schema)) : null),
  );
}

function response(api, status, answer) {
  const problem = Object.keys(answer.content ?? {}).includes("application/problem+json");
  const line = element("p", {}, element("code", {}, status), " ", answer.description ?? "");
  return element("div", {}, line, ...(problem ? [] : contents(api, answer.content)));
}

function sample(path, method, operation) {
  const parts = ["curl"];
  if (method !== "get") parts.push("-X", method.toUpperCase());
  parts.push("-H", "'Authorization: Bearer mz_...'");
  const kinds = Object.keys(operation.requestBody?.content ?? {});
  if (kinds.includes("multipart/form-data")) parts.push("-F", "file=@report.pdf");
  else if (kinds.includes("application/json")) parts.push("-H", "'Content-Type: application/json'", "-d", "'{...}'");
  return element("pre", {}, [...parts, `'${new URL("..", location.href).origin}${path}'`].join(" "));
}

function operation(api, path, method, told, shared) {
  const body = element(
    "div", { class: "body" },
    element("p", {}, told.description ?? ""),
    parameters(api, [...shared, ...(told.parameters ?? [])]),
    told.requestBody ? element("div", {}, element("h3", {}, "正文 body"), ...contents(api, told.requestBody.content)) : null,
    element("h3", {}, "回答 responses"),
    ...Object.entries(told.responses ?? {}).map(([status, answer]) => response(api, status, answer)),
    element("h3", {}, "例 example"),
    sample(path, method, told),
  );
  const head = element(
    "summary", {},
    element("span", { class: `method ${method}` }, method.toUpperCase()),
    element("code", {}, path),
    element("span", { class: "soft" }, told.summary ?? ""),
  );
  return element("details", { id: told.operationId ?? `${method}${path}`, "data-words": `${path} ${told.summary ?? ""} ${told.description ?? ""}`.toLowerCase() }, head, body);
}

function show(api) {
  document.getElementById("about").textContent = `${api.info.description ?? ""} ${api.info.version}`;
  const groups = new Map();
  for (const [path, item] of Object.entries(api.paths)) {
    for (const method of METHODS.filter((name) => item[name])) {
      const group = item[method].tags?.[0] ?? "";
      groups.set(group, [...(groups.get(group) ?? []), operation(api, path, method, item[method], item.parameters ?? [])]);
    }
  }
  for (const [group, list] of groups) {
    document.getElementById("operations").append(element("section", {}, element("h2", { id: `group-${group}` }, group), ...list));
    document.getElementById("contents").append(element("h3", {}, group), ...list.map(link));
  }
  openAsked();
}

function link(details) {
  const anchor = element("a", { href: `#${details.id}` }, details.id.replaceAll("_", " "));
  anchor.addEventListener("click", () => (details.open = true));
  return anchor;
}

function openAsked() {
  const asked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (asked instanceof HTMLDetailsElement) {
    asked.open = true;
    asked.scrollIntoView();
  }
}

document.getElementById("search").addEventListener("input", (event) => {
  const wanted = event.target.value.trim().toLowerCase();
  for (const details of document.querySelectorAll("details")) details.hidden = !details.dataset.words.includes(wanted);
});

const answer = await fetch("../v1/openapi.json");
show(await answer.json());
