"""The host guide in the program: from docs/host-guide, in the reader's language, one press from where hosts are."""

from __future__ import annotations

import re

import pytest
from babel.messages.pofile import read_po

from server.web.documents import DOCS, read_document
from server.words.language import LANGUAGES, LOCALES
from tests.builders import Room
from tests.features.hosts.roles import helper
from tests.tab import Page, Tab

LINK = re.compile(r'<a class="btn" href="([^"]+)" lang="([^"]+)">')


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_guide_stands_there_in_the_readers_language(room: Room, language: str) -> None:
    text = (DOCS / f"host-guide/{language}.md").read_text("utf-8")

    answer = Tab(room, language=language).sign_in().get("/host/guide")

    assert answer.response.headers["content-language"] == language
    title = text.partition("\n")[0].removeprefix("# ")
    assert f"<title>{title}</title>" in answer.text
    headings = re.findall(r"^## (.+)$", text, re.MULTILINE)
    contents = re.findall(r'<li><a href="#([^"]+)">([^<]+)</a></li>', answer.text)
    assert [words for _, words in contents] == headings
    assert re.findall(r'<h2 id="([^"]+)">([^<]+)</h2>', answer.text) == contents
    assert len(set(contents)) == len(headings) > 8
    others = {tag: goes for goes, tag in LINK.findall(answer.text)}
    assert others == {tag: f"?lang={tag}" for tag in LANGUAGES if tag != language}


@pytest.mark.parametrize("language", LANGUAGES)
def test_it_has_tables_and_links_and_neither_pictures_nor_markup(room: Room, language: str) -> None:
    text = (DOCS / f"host-guide/{language}.md").read_text("utf-8")
    assert "<img" in text  # the control
    assert "../hall-network.md" in text

    article = Tab(room, language=language).sign_in().get("/host/guide").text.partition("<article>")[2]

    assert article.count("<td>") == 2 * (len(re.findall(r"^\|", text, re.MULTILINE)) - 2) > 20
    assert "<img" not in article
    assert not re.search(r"&lt;|\*\*|\]\(|\.md\b", article)
    assert set(re.findall(r'href="([^"#]+)', article)) == {"/help/network"}
    assert not re.search(r"[\u3000-\u9fff]\n[\u3000-\u9fff]", article)  # a browser would show a space there


def test_raw_markup_is_shown_as_it_is_written_and_links_to_files_become_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("docs")
    (folder / "odd.md").write_text(
        "# Odd\n\nbefore\n\n## One & two\n\n<table>\n<tr><td>x</td></tr></table>\n\n"
        "a <b>c</b> [d](../performance.md) [e](#one--two) [f](javascript:g) [h](https://example.org)\n",
        "utf-8",
    )
    monkeypatch.setattr("server.web.documents.DOCS", folder)

    found = read_document("odd")

    assert (found.title, found.headings) == ("Odd", (("one--two", "One & two"),))
    assert found.html == (
        '<h2 id="one--two">One &amp; two</h2>\n'
        '<p>a &lt;b&gt;c&lt;/b&gt; d <a href="#one--two">e</a> [f](javascript:g) h</p>\n'
    )
    (folder / "odd.md").unlink()
    assert read_document("odd") is found  # made once


def test_who_helps_may_read_it_and_is_led_to_no_page_of_the_host(room: Room) -> None:
    session = room.session(locale="en")
    assert Tab(room).get("/host/guide").response.headers["location"].startswith("/host/sign-in?")
    for role in ("desk", "teller", "observer"):
        answer = helper(room, session, role).get("/host/guide")
        assert answer.status == 200
        assert 'href="/host"' not in answer.text
    assert 'href="/host"' in Tab(room).sign_in().get("/host/guide").text


def test_it_is_one_press_from_the_empty_page_the_list_and_the_console(fresh: Room) -> None:
    tab = Tab(fresh, language="en").sign_in()
    empty = tab.get("/host").text
    assert "Look at a sample meeting" in empty
    assert Page(empty).text.count("Host guide") == 1
    assert empty.count('href="/host/guide"') == 1

    session = fresh.session(locale="en")

    assert tab.get("/host").text.count('href="/host/guide"') == 1
    console = tab.get(f"/host/{session['id']}").text
    assert console.count('href="/host/guide" target="_blank"') == 2  # under More, and below the hall's address


QUOTED = {"zh-CN": r"“([^”]+)”", "en": r"(?<!\*)\*([^*]+)\*(?!\*)", "ja": r"「([^」]+)」"}


def labels() -> dict[str, set[str]]:
    """What the program says, in each language."""
    with (LOCALES / "en/LC_MESSAGES/topfive.po").open("rb") as file:
        english = {word for message in read_po(file) for word in as_tuple(message.id)}
    found = {"en": english}
    for language in ("zh_CN", "ja"):
        with (LOCALES / language / "LC_MESSAGES/topfive.po").open("rb") as file:
            said = {word for message in read_po(file) for word in as_tuple(message.string)}
        found[language.replace("_", "-")] = said
    return found


def as_tuple(words: object) -> tuple[str, ...]:
    return tuple(words) if isinstance(words, list | tuple) else (str(words),)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_label_it_quotes_is_one_of_the_programs(language: str) -> None:
    text = (DOCS / f"host-guide/{language}.md").read_text("utf-8")
    between = " " if language == "en" else ""

    quoted = [re.sub(r"\s*\n\s*", between, each) for each in re.findall(QUOTED[language], text)]
    parts = {part for each in quoted for part in re.split(r"\s*→\s*", each)}

    assert len(parts) > 70
    assert sorted(parts - labels()[language]) == []
