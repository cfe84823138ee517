// What pages do beyond showing themselves. All of them work without it.
"use strict";

const root = document.documentElement;
root.classList.add("scripted");

// --- a form is sent once: the button says so, the server knows the form's token anyway
document.addEventListener("submit", (event) => {
  const button = event.submitter || event.target.querySelector("button:not([type=button])");
  if (event.target.method !== "post" || !button) return;
  if (event.target.dataset.sent) { event.preventDefault(); return; }
  event.target.dataset.sent = "1";
  button.setAttribute("aria-busy", "true");
  if (button.dataset.busy) button.textContent = button.dataset.busy;
});
addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
  for (const button of document.querySelectorAll("button[aria-busy]")) button.removeAttribute("aria-busy");
});

// --- filters take effect as soon as they are chosen
for (const form of document.querySelectorAll("form[data-auto]")) {
  form.addEventListener("change", (event) => { if (event.target.tagName === "SELECT") form.requestSubmit(); });
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && field.value === "") field.disabled = true;
    setTimeout(() => { for (const field of form.elements) field.disabled = false; }, 0);
  });
}

// --- what is wrong comes first; a link in the summary leads to its field
const problems = document.querySelector("[data-focus]");
if (problems) problems.focus();
for (const link of document.querySelectorAll("[data-to]")) {
  link.addEventListener("click", (event) => {
    const name = CSS.escape(link.dataset.to);
    const field = document.querySelector(`details[open] [name="${name}"]:not([type=hidden]), [name="${name}"]:not([type=hidden]), [id="${name}"] input, [id="${name}"]`);
    if (!field) return;
    event.preventDefault();
    field.scrollIntoView({ block: "center" });
    field.focus();
  });
}

// --- on a phone the chain is its strip until it is asked for
if (matchMedia("(max-width: 640px)").matches) {
  for (const fold of document.querySelectorAll("[data-fold-narrow]")) fold.open = false;
}

let at = -1; // the row of a list that j and k have picked

// --- cases by keyboard: a step on the picked row of the queue, or on the page of one case
const STEPS = { t: "taken", c: "confirmed", d: "dismissed", n: "remarked", p: "passed" };
const triage = (step, row) => {
  if (row && row.dataset.steps.split(" ").includes(step)) {
    const take = step === "taken" && row.querySelector("form[data-take]");
    if (take) take.requestSubmit();
    else location.assign(`${row.dataset.case}?step=${step}`);
    return;
  }
  const act = document.querySelector(`.act[data-step="${step}"]`);
  if (!act) return;
  act.open = true;
  (act.querySelector("textarea, select") || act.querySelector("button")).focus();
};
const opened = new URLSearchParams(location.search).get("step");
if (opened && document.querySelector(".act[data-step]")) triage(opened);

// --- the queue is looked at again when something happened; without a stream, by its own clock
const queue = document.querySelector("[data-live]");
if (queue && window.EventSource) {
  const feed = new EventSource(queue.dataset.live);
  feed.addEventListener("cases", () => window.htmx && window.htmx.trigger("#cases", "live"));
  addEventListener("pagehide", () => feed.close());
}
document.addEventListener("htmx:afterSwap", (event) => {
  const rows = event.target.closest && [...document.querySelectorAll("[data-triage] tbody tr")];
  if (!rows || !rows.length || at < 0 || document.activeElement !== document.body) return;
  at = Math.min(at, rows.length - 1);
  rows[at].classList.add("picked");
  rows[at].querySelector("a").focus();
});

// --- lists by keyboard: j, k, enter; / searches; a table's own key opens it
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, select, textarea, summary, button")) return;
  const rows = [...document.querySelectorAll("[data-rows] tbody tr")];
  if ((event.key === "j" || event.key === "k") && rows.length) {
    at = Math.max(0, Math.min(rows.length - 1, at + (event.key === "j" ? 1 : -1)));
    rows.forEach((row, n) => row.classList.toggle("picked", n === at));
    rows[at].querySelector("a").focus();
  } else if (event.key === "/") {
    const search = document.querySelector("input[type=search]");
    if (search) { event.preventDefault(); search.focus(); }
  } else if (/^[1-9]$/.test(event.key) && document.querySelectorAll("[data-filter]")[event.key - 1]) {
    document.querySelectorAll("[data-filter]")[event.key - 1].click();
  } else if (STEPS[event.key] && document.querySelector("[data-triage], .act[data-step]")) {
    triage(STEPS[event.key], rows[at]);
  } else {
    const fold = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (fold) fold.open = !fold.open;
  }
});

// --- batches chosen for a manifest
for (const form of document.querySelectorAll("[data-choose]")) {
  const button = form.querySelector("[data-count]");
  if (!button) continue;
  const plain = button.textContent;
  const count = () => {
    const n = form.querySelectorAll("input[name=batch]:checked").length;
    button.disabled = n === 0;
    button.textContent = n ? button.dataset.count.replace("{n}", n) : plain;
  };
  form.addEventListener("change", count);
  addEventListener("pageshow", count);
  count();
}

// --- at the gate: the difference while it is typed; a net, or full less empty
const numberOf = (text) => {
  const typed = text.normalize("NFKC").trim().replace(/kg$/, "");
  return typed ? Number(typed.replace(/(?<=\d)[, ](?=\d{3}(\D|$))/g, "").replace(",", ".")) : NaN;
};
const netOf = (text) => text.split(/(?<=\d)\s*[-‐-―−－]\s*(?=\d)/).map(numberOf).reduce((full, empty) => full - empty);
const sayGap = (out, there, sent, before = "") => {
  out.hidden = Number.isNaN(there) || !sent;
  if (out.hidden) return;
  const gap = there - sent;
  const percent = (gap / sent) * 100;
  const sign = gap > 0 ? "+" : gap < 0 ? "−" : "±";
  out.textContent = `${before}${sign}${Math.abs(gap).toFixed(1)} kg (${sign}${Math.abs(percent).toFixed(1)} %)`;
  out.classList.toggle("odd", Math.abs(percent) > 3);
};
for (const input of document.querySelectorAll("input[data-sent]")) {
  const out = document.querySelector(`[data-for="${CSS.escape(input.id)}"]`);
  const say = () => sayGap(out, netOf(input.value), Number(input.dataset.sent));
  if (out) { input.addEventListener("input", say); say(); }
}
for (const bridge of document.querySelectorAll("[data-bridge]")) {
  const [full, empty] = bridge.querySelectorAll("input");
  const out = bridge.querySelector("output");
  const say = () => {
    const net = numberOf(full.value) - numberOf(empty.value);
    sayGap(out, net, Number(bridge.dataset.sent), `${out.dataset.net} ${net.toFixed(1)} kg · `);
  };
  bridge.addEventListener("input", say);
  say();
}

// --- what goes in, what comes out, what is lost: shown while it is typed
for (const form of document.querySelectorAll("[data-balance]")) {
  const out = form.querySelector(".balance");
  const typed = (field, empty) => (field.value.trim() ? numberOf(field.value) : empty);
  const sum = (name, of) => [...form.querySelectorAll(`[data-${name}]`)].reduce((all, field) => all + of(field), 0);
  const written = (kg) => Number(kg.toFixed(3)).toString();
  const say = () => {
    const into = sum("in", (field) => typed(field, Number(field.dataset.in)));
    const made = sum("out", (field) => typed(field, 0) * typed(field.closest(".cells").querySelector("[data-times]"), 1));
    const lost = sum("lost", (field) => typed(field, 0));
    out.hidden = Number.isNaN(into + made + lost) || !(made + lost);
    const gap = into - made - lost;
    const fits = Math.abs(gap) < 0.0005;
    const facts = { into: written(into), made: written(made), lost: written(lost), gap: written(gap) };
    out.textContent = (fits ? out.dataset.fits : out.dataset.differs).replace(/\{(\w+)\}/g, (all, name) => facts[name] ?? all);
    out.classList.toggle("odd", !fits);
  };
  form.addEventListener("input", say);
  addEventListener("pageshow", say);
  say();
}

// --- down a table of drums: enter goes to the same field of the next one
document.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.matches("[data-next]")) return;
  event.preventDefault();
  const fields = [...event.target.form.querySelectorAll("[data-next]")];
  const next = fields[fields.indexOf(event.target) + (event.shiftKey ? -1 : 1)] || event.target.form.querySelector(".actions button");
  next.focus();
  if (next.select) next.select();
});

// --- a waste code by its digits or by words
for (const box of document.querySelectorAll("[data-codes]")) {
  const input = box.querySelector("input");
  const said = box.querySelector("[data-said]");
  const list = document.createElement("ul");
  list.className = "combo-list";
  list.id = `${input.id}-codes`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0].textContent);
  box.append(list);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": list.id, "aria-autocomplete": "list" })) input.setAttribute(name, value);
  said.setAttribute("role", "status");

  let picked = -1;
  let asked = null;
  const close = () => { list.hidden = true; picked = -1; input.setAttribute("aria-expanded", "false"); input.removeAttribute("aria-activedescendant"); };
  const nameOf = (code) => ({ "zh-Hant": code.name_zh_hant, en: code.name_en, pt: code.name_pt || code.name_en }[box.dataset.lang] || code.name_zh);
  const take = (code) => {
    input.value = code.code;
    said.textContent = `${code.category} · ${nameOf(code)}${code.hazards ? " · " + code.hazards : ""}`;
    close();
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const mark = (n) => {
    picked = n;
    [...list.children].forEach((item, i) => item.setAttribute("aria-selected", String(i === n)));
    if (n >= 0) { list.children[n].scrollIntoView({ block: "nearest" }); input.setAttribute("aria-activedescendant", list.children[n].id); }
  };
  const show = (codes) => {
    list.replaceChildren(...codes.map((code, n) => {
      const item = document.createElement("li");
      item.id = `${list.id}-${n}`;
      item.setAttribute("role", "option");
      const number = document.createElement("code");
      number.textContent = code.code;
      const name = document.createElement("span");
      name.textContent = nameOf(code);
      item.append(number, name);
      item.addEventListener("mousedown", (event) => { event.preventDefault(); take(code); });
      item.code = code;
      return item;
    }));
    list.hidden = !codes.length;
    input.setAttribute("aria-expanded", String(codes.length > 0));
    said.textContent = codes.length ? box.dataset.says.replace("{n}", codes.length) : box.dataset.none;
    mark(codes.length ? 0 : -1);
  };
  const ask = async () => {
    const words = input.value.trim();
    if (asked) asked.abort();
    if (!words) { close(); said.textContent = ""; return; }
    asked = new AbortController();
    try {
      const answer = await fetch(`${box.dataset.codes}?limit=60&q=${encodeURIComponent(words)}`, { signal: asked.signal });
      const schemes = box.dataset.schemes.split(" ");
      if (answer.ok) show((await answer.json()).filter((code) => schemes.includes(code.scheme)).slice(0, 12));
    } catch (problem) {
      if (problem.name !== "AbortError") close();
    }
  };
  let wait = 0;
  input.addEventListener("input", () => { clearTimeout(wait); wait = setTimeout(ask, 120); });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (list.hidden) { if (event.key === "ArrowDown") ask(); return; }
    const n = list.children.length;
    if (event.key === "ArrowDown") { event.preventDefault(); mark((picked + 1) % n); }
    else if (event.key === "ArrowUp") { event.preventDefault(); mark((picked - 1 + n) % n); }
    else if (event.key === "Enter" && picked >= 0) { event.preventDefault(); take(list.children[picked].code); }
    else if (event.key === "Escape") { event.preventDefault(); close(); }
  });
}

// --- what counts for some minutes only says how many are left
const count = (box) => {
  const until = Date.parse(box.dataset.counting);
  const tick = () => {
    if (!box.isConnected) return clearInterval(ticking); // a fresh one stands in its place
    const left = Math.max(0, Math.round((until - Date.now()) / 1000));
    const minutes = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
    box.textContent = left ? box.dataset.left.replace("{m}", minutes) : box.dataset.over;
    if (left) return;
    clearInterval(ticking);
    box.setAttribute("role", "alert");
    const over = document.getElementById(box.dataset.hides);
    if (over) over.style.visibility = "hidden";
  };
  const ticking = setInterval(tick, 1000);
  tick();
};
const countAll = () => document.querySelectorAll("[data-counting]").forEach(count);
countAll();
document.addEventListener("htmx:afterSwap", countAll);
