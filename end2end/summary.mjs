// The last line: how many journeys passed and how many failed. A run in which none passed has failed, whatever the
// reason.

export default class Summary {
  #suite;
  #troubles = 0;

  onBegin(_config, suite) {
    this.#suite = suite;
  }

  /** Something went wrong outside of every journey: the demonstration was not filled, a server did not stop. */
  onError() {
    this.#troubles += 1;
  }

  onEnd({ status }) {
    if (process.argv.includes("--list")) return undefined;
    const outcomes = (this.#suite?.allTests() ?? []).map((journey) => journey.outcome());
    const count = (outcome) => outcomes.filter((one) => one === outcome).length;
    const passed = count("expected");
    const failed = outcomes.length - passed - count("skipped") + this.#troubles;
    const left = count("skipped") > 0 ? `, ${count("skipped")} not made` : "";
    console.log(`\n${passed} passed, ${failed} failed${left}`);
    return passed === 0 && status === "passed" ? { status: "failed" } : undefined;
  }

  printsToStdio() {
    return false;
  }
}
