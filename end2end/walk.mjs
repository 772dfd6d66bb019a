// Finds every kind of page somebody can reach by following links, so that a new page is looked at by the accessibility and
// narrow-screen journeys without anybody listing it.
//
// A page is looked at if there is something on it that no page of its address had before: another element, class, kind of
// field or role, other headings, another stage of a consultation. So each thing that an address can show is looked at once,
// and not once for every question, comment and proposal of the demonstration.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

/** The addresses of the service, as its own test writes them down: `/consultations/{slug}/proposals/{number}`. */
const addresses = readFileSync(new URL("../app/src/assembly/snapshots/addresses.snap", import.meta.url), "utf8")
  .split("\n")
  .filter((line) => line.startsWith("/") && line.includes(" GET:"))
  .map((line) => line.split(" ")[0].split("/"));

/** The address a path belongs to: the one with the most of its own words. */
export function addressOf(path) {
  const parts = new URL(path, "http://site").pathname.split("/");
  const free = (part) => part.startsWith("{");
  const fits = addresses.filter((address) =>
    address.length === parts.length && address.every((part, place) => free(part) || part === parts[place]));
  const own = (address) => address.filter((part) => !free(part)).length;
  return (fits.sort((one, other) => own(other) - own(one))[0] ?? parts).join("/");
}

/** What the middle of a page is made of, each thing once and without numbers; what it is in, and how its headings stand. */
export function madeOf(html) {
  const main = /<main[\s\S]*<\/main>/.exec(html)?.[0] ?? html;
  const made = new Set();
  const headings = [];
  for (const [, element, attributes] of main.matchAll(/<([a-z][a-z0-9-]*)((?:[^>"]|"[^"]*")*)>/g)) {
    if (/^h[1-6]$/.test(element) && headings.at(-1) !== element) headings.push(element);
    const told = [...attributes.matchAll(/ (class|type|role|data-stage|data-state|aria-[a-z]+)(?:="([^"]*)")?/g)]
      .map(([, name, value = ""]) => (name.startsWith("aria-") ? name : `${name}=${value.replaceAll(/\d+/g, "#")}`));
    made.add([element, ...told].join(" "));
  }
  // Whether one level follows another; how often makes no difference.
  headings.slice(1).forEach((heading, place) => made.add(`${headings[place]} ${heading}`));
  return made;
}

/**
 * Follows links from `start`, as the person signed in on `page`, and returns the paths of pages that between them have
 * everything there is. A link that leads nowhere fails the journey.
 *
 * @param looked what earlier walks have returned, by address, where several people meet nearly the same pages
 */
export async function everyKindOfPage(traveller, page, start = "/", looked = new Map()) {
  const waiting = [start];
  const seen = new Set(waiting);
  const examples = [];
  const visits = new Map();
  const dead = [];

  while (waiting.length > 0) {
    const path = waiting.shift();
    // Enough of each kind to meet every stage; lists of thousands are not walked to their end.
    const address = addressOf(path);
    const kind = [address, ...new Set(new URL(path, traveller.origin).searchParams.keys())].join(" ");
    const before = visits.get(kind) ?? 0;
    if (before >= 12) continue;
    visits.set(kind, before + 1);

    const answer = await page.context().request.get(path, { failOnStatusCode: false });
    if (answer.status() >= 400) {
      dead.push(`${path} answers ${answer.status()}`);
      continue;
    }
    if (!(answer.headers()["content-type"] ?? "").startsWith("text/html")) continue;
    const html = await answer.text();
    const known = looked.get(address) ?? new Set();
    looked.set(address, known);
    const made = madeOf(html);
    if ([...made].some((part) => !known.has(part))) {
      made.forEach((part) => known.add(part));
      examples.push(path);
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
  return examples;
}
