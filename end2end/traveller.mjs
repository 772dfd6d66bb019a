// Somebody on a journey: opens pages, signs in, and has pages checked. `fixtures.mjs` sends one on every journey.

import assert from "node:assert/strict";
import { closeWindowBeside, violations } from "./axe.mjs";
import { awake, openPage } from "./browser.mjs";

/** Somebody at a browser. One is made for each journey. */
export class Traveller {
  /** Whether this journey is made with JavaScript. */
  js;
  /** Things that happened on some page and never should; the journey fails for them. */
  problems = [];
  pages = [];

  #browser;
  #server;

  constructor(browser, server, js) {
    this.#browser = browser;
    this.#server = server;
    this.js = js;
  }

  get origin() {
    return this.#server.origin;
  }

  /** Opens a window of one's own (cookies and all): `{ width, colorScheme, js, … }`. */
  async page(view = {}) {
    const page = await openPage(this.#browser, this.origin, { js: this.js, ...view }, this.problems);
    this.pages.push(page);
    return page;
  }

  /** Goes to a path of the site and returns the answer's status. */
  async go(page, path) {
    const answer = await page.goto(path);
    await awake(page, this.js);
    return answer.status();
  }

  /** Follows a link and waits for the page behind it. */
  async follow(page, link) {
    const before = page.url();
    await link.first().click();
    await page.waitForURL((url) => url.href !== before);
    await awake(page, this.js);
  }

  /**
   * Presses a button that sends a form, and waits for `outcome`, a locator that is there only
   * afterwards. Whether the page was loaded again or an island did it in place is all the same.
   * Returns the status the server answered.
   */
  async send(page, button, outcome) {
    const answered = answerToForm(page);
    const navigated = page.waitForEvent("framenavigated", (frame) => frame === page.mainFrame());
    navigated.catch(() => {}); // an island sends without leaving the page
    const [answer] = await Promise.all([answered, button.first().click()]);
    if (answer.request().isNavigationRequest()) await navigated;
    await outcome.first().waitFor();
    await awake(page, this.js);
    return answer.status();
  }

  /** Who of the demonstration's people has a role: `{ email, password }`. */
  demonstration(role) {
    const person = this.#server.signIns.get(role);
    assert(person, `the demonstration has no sign-in for the role ${role}`);
    return person;
  }

  /** Signs in as one of the demonstration's people. */
  async signIn(page, role) {
    const person = this.demonstration(role);
    await this.go(page, "/sign-in");
    await page.locator(field("email")).fill(person.email);
    await page.locator(field("password")).fill(person.password);
    await this.send(page, submitOf(page, "password"), page.locator("form[action='/sign-out']"));
  }

  /**
   * Registers a new resident, who has not confirmed the address and is not signed in.
   * Returns `{ name, email, password }`.
   */
  async register(page) {
    const email = `resident-${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 8)}@example.org`;
    const person = { name: "Morgan Reader", email, password: "a long walk to the library" };
    await this.go(page, "/register");
    await page.locator(field("name")).fill(person.name);
    await page.locator(field("email")).fill(person.email);
    await page.locator(field("password")).fill(person.password);
    await this.send(page, submitOf(page, "password"), page.locator("a[href*='/confirm/']"));
    return person;
  }

  /** Registers a new resident and confirms the address with the link the demonstration shows. */
  async registerAndConfirm(page) {
    const person = await this.register(page);
    await this.follow(page, page.locator("a[href*='/confirm/']"));
    await this.send(page, page.locator("form[action*='/confirm/'] button"), page.locator("form[action='/sign-out']"));
    return person;
  }

  /** Fails unless the page passes every check axe can make. */
  async axe(page) {
    const found = await violations(page, this.js);
    assert(found.length === 0, `${page.url().replace(this.origin, "")} fails ${found.length} accessibility checks:\n    ${found.join("\n    ")}`);
  }

  /** Fails if anything makes the page wider than its window. */
  async fitsItsWidth(page) {
    const { over, culprits } = await page.evaluate(() => {
      const width = document.documentElement.clientWidth;
      const over = document.documentElement.scrollWidth - width;
      const scrolls = (element) => {
        for (let box = element.parentElement; box && box !== document.body; box = box.parentElement) {
          if (getComputedStyle(box).overflowX !== "visible") return true;
        }
        return false;
      };
      const culprits = [...document.body.querySelectorAll("*")]
        .filter((element) => element.getBoundingClientRect().right > width + 0.5 && !scrolls(element))
        .slice(0, 5)
        .map((element) => `${element.tagName.toLowerCase()}.${[...element.classList].join(".")} “${element.textContent.trim().slice(0, 40)}”`);
      return { over, culprits };
    });
    assert(over <= 0, `${page.url().replace(this.origin, "")} is ${over} pixels too wide: ${culprits.join("; ")}`);
  }

  async leave() {
    for (const page of this.pages) {
      await closeWindowBeside(page);
      await page.context().close();
    }
  }
}

/** What pages send by themselves while somebody writes: previews, and words that are kept. */
const sentByItself = ["/staff/as-read", "/staff/unsent"];

/** Waits for the answer to the form that is sent next, whoever sends it: the browser, or an island. */
export function answerToForm(page) {
  return page.waitForResponse((response) =>
    response.request().method() === "POST" && !sentByItself.includes(new URL(response.url()).pathname));
}

/** Presses a button that sends a form and waits for the page that comes of it. Returns what the server answered. */
export async function press(page, button) {
  const [answer] = await Promise.all([answerToForm(page), page.waitForEvent("load"), button.click()]);
  return answer.status();
}

/** The selector of a field people can see, by the name it is sent under. */
export const field = (name) => `[name=${name}]:not([type=hidden])`;

/** The button that sends the form holding a field people can see. */
export function submitOf(page, name) {
  return page.locator(`form:has(${field(name)}) button:not([type=button])`);
}
