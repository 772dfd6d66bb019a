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
 * Follows links from `start`, as the person signed in on `page`, and returns a path for each kind of
 * page. One kind is looked for in every stage a consultation can be in, because its page differs.
 * A link that leads nowhere fails the journey.
 */
export async function everyKindOfPage(traveller, page, start = "/") {
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
    if (!examples.has(kind)) examples.set(kind, path);

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
  assert(examples.size > 0, `no page found from ${start}`);
  return [...examples.values()];
}
