"""axe-core on a page as it stands: WCAG 2.2 A and AA, and what its makers call best practice."""

from __future__ import annotations

from importlib.resources import files

from playwright.sync_api import Page

SOURCE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
# Rules that axe leaves out unless they are named: a name has the words that are seen, and a target has its size.
NAMED = ("label-content-name-mismatch", "target-size")
RUN = """async ([tags, named]) => {
  const rules = Object.fromEntries(named.map(each => [each, {enabled: true}]));
  const told = await axe.run(document, {runOnly: {type: "tag", values: tags}, rules, resultTypes: ["violations"]});
  return told.violations.flatMap(each => each.nodes.map(node => `${each.id}: ${node.target.join(" ")}: ${
    (node.any[0] || node.all[0] || node.none[0] || {}).message || each.help}`));
}"""


def violations(page: Page) -> list[str]:
    """What axe finds wrong: the rule, where, and why."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE)
    found: list[str] = page.evaluate(RUN, [list(TAGS), list(NAMED)])
    return found
