// Finds every kind of page somebody can reach by following links, one example of each, so that a new
// page is looked at by the accessibility and narrow-screen journeys without anybody listing it.

import assert from "node:assert/strict";

/** Pages of their own that stand where the name or number of one thing could. */
const pages = ["", "new", "all", "map"];

/** Names in a path that are followed by the name or number of one thing. */
const collections = new Set([
  "accounts", "branches", "comments", "confirm", "consultations", "decisions", "ideas", "options", "pages", "people", "projects", "proposals", "questionnaires", "questions", "rankings", "receipts", "statements", "users", "versions",
]);

// The kind of /consultations/millbrook-hours/proposals/2?after=9 is /consultations/*/proposals/*?after.
export function kindOf(path) {
  const url = new URL(path, "http://site");
  const segments = url.pathname.split("/");
  const kind = segments.map((segment, place) =>
    collections.has(segments[place - 1]) && !pages.includes(segment) ? "*" : segment);
  const questions = [...new Set(url.searchParams.keys())].sort();
  return kind.join("/") + (questions.length > 0 ? `?${questions.join("&")}` : "");
}

/**
 * What the middle of a page is made of: its elements with their classes, names and roles, each once and without numbers.
 * Two pages of one kind that are made of the same pass and fail the same checks.
 */
function madeOf(html) {
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html;
  const parts = new Set();
  for (const [, element, attributes] of main.matchAll(/<([a-z][a-z0-9-]*)((?:[^>"]|"[^"]*")*)>/g)) {
    const told = [...attributes.matchAll(/ (class|name|type|role|aria-[a-z]+|rows)(?:="([^"]*)")?/g)]
      .map(([, name, value = ""]) => (name.startsWith("aria-") ? name : `${name}=${value.replaceAll(/\d+/g, "#")}`));
    parts.add([element, ...told].join(" "));
  }
  return [...parts].sort().join("\n");
}

/**
 * Follows links from `start`, as the person signed in on `page`, and returns a path for each kind of
 * page. One kind is looked for in every stage a consultation can be in, because its page differs.
 * A link that leads nowhere fails the journey.
 *
 * Staff of every role meet nearly the same pages. With `looked`, a set that several walks share, a page is returned only
 * if none like it, made of the same, was returned before.
 */
export async function everyKindOfPage(traveller, page, start = "/", looked = undefined) {
  const waiting = [start];
  const seen = new Set(waiting);
  const examples = new Map();
  const perKind = new Map();
  const dead = [];

  while (waiting.length > 0) {
    const path = waiting.shift();
    // Enough of each kind to meet every stage; lists of thousands are not walked to their end.
    const plain = kindOf(path);
    const visits = perKind.get(plain) ?? 0;
    if (visits >= 12) continue;
    perKind.set(plain, visits + 1);

    const answer = await page.context().request.get(path, { failOnStatusCode: false });
    if (answer.status() >= 400) {
      dead.push(`${path} answers ${answer.status()}`);
      continue;
    }
    if (!(answer.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    const html = await answer.text();
    const stage = /<main[\s\S]*?data-stage="([a-z]+)"/.exec(html)?.[1] ?? "";
    const kind = `${plain} ${stage}`.trim();
    const made = looked && `${kind}\n${madeOf(html)}`;
    if (!examples.has(kind) && !looked?.has(made)) {
      examples.set(kind, path);
      looked?.add(made);
    }

    for (const [, link] of html.matchAll(/<a\b[^>]*?\bhref="([^"]+)"/g)) {
      const url = new URL(link.replaceAll("&amp;", "&"), new URL(path, traveller.origin));
      const next = url.pathname + url.search;
      if (url.origin === traveller.origin && !next.startsWith("/static/") && !seen.has(next)) {
        seen.add(next);
        waiting.push(next);
      }
    }
  }
  assert(dead.length === 0, `links lead nowhere:\n    ${dead.join("\n    ")}`);
  assert(seen.size > 1, `no page found from ${start}`);
  return [...examples.values()];
}
