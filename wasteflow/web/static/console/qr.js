// The page of a scanned code: judged here by keys that are kept, then compared with the record where there is a signal.
import { refreshed, verify } from "../vendor/verify.js"; // web/scanner/src/reading/verify

const CHECKS = "/qr/checks";
const panel = document.querySelector("[data-qr]");
const say = JSON.parse(panel.dataset.say), words = JSON.parse(panel.dataset.words);
const lang = document.documentElement.lang;
const moment = new Intl.DateTimeFormat(lang, { dateStyle: "medium", timeStyle: "short", timeZone: "Asia/Shanghai" });
const kg = new Intl.NumberFormat(lang, { maximumFractionDigits: 3 });
const GOOD = ["genuine"], BAD = ["altered", "unknown_issuer", "revoked"];
const text = location.href;

// Keys are asked for each time there is a signal, and kept for when there is none.
async function here() {
  await refreshed().catch(() => {});
  return verify(text);
}

async function online(place) {
  const answer = await fetch(CHECKS, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ text, place }) });
  if (!answer.ok) throw new Error(answer.status);
  const told = await answer.json();
  const at = (when) => when && new Date(when);
  const says = told.says && { ...told.says, kg: Number(told.says.kg), issuedAt: at(told.says.issued_at), expiresAt: at(told.expires_at), moreLines: told.says.more_lines || 0 };
  return { verdict: told.verdict, says, now: told.now && { ...told.now, kg: Number(told.now.kg), at: at(told.now.at) } };
}

function element(name, className, content) {
  const made = document.createElement(name);
  if (className) made.className = className;
  if (content) made.textContent = content;
  return made;
}

function facts(title, pairs) {
  const box = element("div", "qr-facts");
  const list = element("dl");
  box.append(element("h3", "", title), list);
  for (const [name, value] of pairs) {
    if (!value) continue;
    const row = element("div");
    row.append(element("dt", "", say[name]), element("dd", "", value));
    list.append(row);
  }
  return box;
}

function show(told, offline) {
  const kind = GOOD.includes(told.verdict) ? "good" : BAD.includes(told.verdict) ? "bad" : "odd";
  panel.className = `qr ${kind}`;
  panel.dataset.verdict = told.verdict;
  const parts = [element("h2", "", say[told.verdict]), element("p", "hint", say[`${told.verdict}_hint`])];
  const both = element("div", "qr-both");
  if (told.says) {
    const s = told.says, lines = (s.lines || []).map((line) => `${line.code} ${kg.format(line.kg)} kg`);
    if (s.moreLines) lines.push(say.more.replace("{n}", s.moreLines));
    both.append(facts(say.says, [
      ["state", state(s.state)], ["kg", `${kg.format(s.kg)} kg`], ["at", moment.format(s.issuedAt)], ["until", s.expiresAt && moment.format(s.expiresAt)],
      ["plate", s.plate], ["consignor", s.consignor], ["carrier", s.carrier], ["consignee", s.consignee], ["lines", lines.join(", ")],
    ]));
  }
  if (told.now) both.append(facts(say.now, [["state", state(told.now.state)], ["kg", `${kg.format(told.now.kg)} kg`], ["at", moment.format(told.now.at)]]));
  parts.push(both);
  if (offline) parts.push(element("p", "hint", say.no_signal));
  if (offline && told.verdict === "unchecked") parts.push(button(say.online, start));
  if (told.now && navigator.geolocation) {
    const where = element("p", "qr-place");
    where.append(button(say.place, () => place(where)), element("span", "hint", say.place_hint));
    parts.push(where);
  }
  panel.replaceChildren(...parts);
}

function state(name) { return words[location.pathname.toUpperCase().includes("/M/") ? "manifest" : "batch"][name] || name; }

function button(label, act) {
  const made = element("button", "quiet", label);
  made.type = "button";
  made.addEventListener("click", act);
  return made;
}

function place(where) {
  navigator.geolocation.getCurrentPosition(async (at) => {
    const round = (degrees) => Math.round(degrees * 20) / 20; // no finer than it is kept
    try {
      await online({ lat: round(at.coords.latitude), lon: round(at.coords.longitude) });
      where.replaceChildren(element("span", "hint", say.place_done));
    } catch { /* the button stays */ }
  });
}

async function start() {
  const told = await here();
  show(told, false);
  if (told.verdict === "unsigned") return;
  try {
    const known = await online();
    const differs = ["altered", "unknown_issuer"].includes(told.verdict); // what was proved wrong here stays wrong
    show(differs ? told : { ...known, says: known.says || told.says }, false);
  } catch {
    show(told, true);
  }
}

panel.hidden = false;
start();
addEventListener("hashchange", () => location.reload());
