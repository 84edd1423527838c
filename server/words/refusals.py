"""Sentences that the rules and the forms say in English, said in the reader's language.

The rules know no languages. Their sentences are recognised here by their pattern; one that is not known stays English.
"""

from __future__ import annotations

import re
from functools import cache

from server.errors import BadFields
from server.words.isolated import isolated
from server.words.language import catalogue


def said(sentence: str) -> str:
    """Marks a sentence for the catalogue; it is translated when it is shown."""
    return sentence


# What can be wrong with a pasted list or a form. The fields stand for what the sentence fills in.
SENTENCES = (
    said("There is nothing to vote on in it; write one item per line."),
    said("No column holds the names to vote on; choose which one does."),
    said("This column stands here twice; keep one."),
    said("The first row names the columns; name one of them {column}."),
    said("A cost is a whole number, such as 180000."),
    said("Sheet “{sheet}”: {fault}"),
    said("This text can be read as {first} or as {second}; say which as `encoding`, or save it as UTF-8."),
    said("Please check how the lists were understood, then create the meeting."),
    said("This workbook is larger than lists can be; copy the lists alone into a new one and try again."),
    said("This is not an Excel workbook; save the lists as .xlsx or CSV and try again."),
    said("This is a workbook of the old kind (.xls); save it as .xlsx and try again."),
    said("This is a workbook of another kind (.xlsb); save it as .xlsx and try again."),
    said("This is a document of Numbers; export it as Excel (.xlsx) and try again."),
    said("This workbook is locked with a password; save it without one and try again."),
    said("This workbook is damaged and cannot be read; save it once more as .xlsx and try again."),
    said("This is a Word document; copy the table or the lines in it and paste them here."),
    said("This is a PDF; copy the table in it and paste it here, or ask for the file it was made from."),
    said("This is formatted text (RTF); copy the lines in it and paste them here."),
    said("This is a picture; its text cannot be read. Type the list, or paste it."),
    said("This is a web page in an archive (.mht); open it, copy the table and paste it here."),
    said("This is JSON, which the API takes and no list is read from; paste the list, or save it as CSV."),
    said("This is a web page without a table; copy the list in it and paste it here."),
    said("This file cannot be read as text; save the list as CSV UTF-8 and try again."),
    said("This row has {cells} cells for {columns} columns; take some away."),
    said("This row has no {column}; fill it in."),
    said("This is {length} characters long; use at most {most}."),
    said("There is a hidden control character here; remove it."),
    said("This row begins one list too many; use at most {most}."),
    said("This list has more than {most} options; shorten or split it."),
    said("Reading stopped here; correct the places named so far first."),
    said("A quote mark opens a cell in this row and is never closed; close it or take it away."),
    said("This row cannot be read ({why}); quote whole cells only, and double the quote marks inside them."),
    said("{count} place(s) in the list need a correction; nothing was stored."),
    said("This picture cannot be read; send a PNG, JPEG or WebP."),
    said("This picture has too many pixels; send one of at most 24 million."),
    said("Choose a picture first."),
    said("This poll has opened, so its pictures stay as they are."),
    said("Expected `str` of length <= {most}"),
    said("Expected `int` <= {most}"),
    said("Expected `int` >= {least}"),
    said("`{field}` must be one line without control characters"),
    said("`{field}` must lie in the years {first} to {last}"),
    said("`{field}` must not be blank"),
    said("A title needs at least one visible character."),
    said("A name needs at least one visible character."),
    said("“{title}” is on the list twice with the same department; change one of them."),
    said("This title is in the same list on line {line} with the same department; change one of them."),
    said("min_choices must lie between 0 and max_choices, which is {most}."),
    said("Give the meeting a name."),
    said("Paste at least one list, or choose a file."),
    said("Some lines need a correction."),
    said("Use a number from 1 to 100."),
    said("Use a number from 1 to 9."),
    said("Name 2 to 10 grades."),
    said("Two grades share a name; give each its own."),
    said("Name the best grade first: its coefficient must be above 0; the others must not rise or go below 0."),
    said("At least the best grade must count as good, and the last must not."),
    said("“{line}”: after the comma goes what the grade is worth, such as 0.8."),
    said("`coefficient` must have four decimals at most"),
    said("Give the time as a date and a time of day."),
    said("Give a date between the years 2000 and 2100."),
    said("These are too many lines; use at most {most}."),
    said("“{line}”: after the comma goes the number of seats."),
    said("Lines {first} and {second} name the same group, “{name}”; give each its own name."),
    said("“{name}” is on the list of groups twice; give each its own name."),
    said("These lines have more columns than this box takes; name the columns in a line above, or paste fewer."),
    said("“{text}” on line {line} is not an entry and is left out."),
    said("“{text}” on line {line} is not an entry; remove that line."),
    said("“{text}” on line {line} is not a name; paste the names alone, or their columns with a header."),
    said("There is no group “{group}”; write a name, then a comma and the group's name or number."),
    said("At most {most} tickets are made at once."),
    said("Give how many tickets to make as a number."),
    said("Say how many tickets to make."),
    said("Where each group has one ballot, name at least one group."),
    said("A passphrase has at least {least} characters."),
    said("A passphrase has at most {most} characters."),
    said("That is too easy to guess; use more different characters."),
    said(
        "Too many people would guess this first. "
        "Use four words that do not belong together, or digits as in the example."
    ),
    said("Choose what the link is for."),
    said("There is no such action."),
    said("Tick the items to be removed first."),
    said("Give the item a title."),
    said("Choose a list."),
    said("This time has passed already. Give a later one, or end the call with it."),
    said("Choose or name at least one list."),
    said("Something was handed in for “{list}”, so it stays in the call."),
    said("There is no list {poll} that is still to be voted on."),
    said("A call has at most {most} departments."),
    said("A department hands in at most {most} items."),
    said("Reload the page and try again."),
    said("There is no such item."),
    said("A picture may have at most 5 MB."),
    said("A document may have at most 10 MB."),
    said("This is not a PDF; save the document as PDF and try again."),
    said("A report may have at most 30 MB."),
    said("A report may have at most {pages} pages; leave some out, or send a part."),
    said("This is neither a PDF nor a readable picture; save the report as PDF and try again."),
    said("This PDF asks for a password; save it without one and try again."),
    said("The server has no room for more reports. Take away what is over."),
    said("Only a report has pages."),
    said("Choose a file first."),
    said("The server has no room for more documents. Ask the organizer."),
    said("Name a time zone of the IANA's list, such as Asia/Shanghai."),
    said("The deadline has passed, so nothing was changed. Ask the organizer."),
    said("Somebody else by the same link has changed this item meanwhile. Save again to replace that."),
    said("Choose two items or more to merge."),
    said("Only items of one list can be merged."),
    said("Say why it is left out; its department reads that."),
    said("Voting has started, so the lists can no longer change."),
    said("There is nothing to publish yet."),
    said("“{title}” names too many departments; split it."),
    said("Nobody could vote: min_choices is above the number of options, {most}."),
    said("This meeting collects no proposals yet."),
    said("This link is no longer in use. Ask the organizer for another."),
    said("“{title}” has begun, so it stays on the agenda."),
    # Ballots that a teller enters.
    said("There is no such ticket. Ask the people at the door for another."),
    said("This ticket has not been handed out yet. Ask the people at the door."),
    said("This ticket was taken back. Ask the people at the door for another."),
    said("This ticket changed hands at this very moment. Nothing was recorded; try again."),
    said("The ballots of this list do not agree with its counts or its voters, so it is not published."),
    said("This ticket voted on paper, and the sheet counts. If that is wrong, tell the tellers."),
    said("There is no such list in this meeting."),
    said("A ballot is recorded; send another to replace it."),
    said("This list has no number {number}."),
    said("There is no grade number {number}."),
    said("Type one number for each of the {count} items, 0 for no grade."),
    said("What is typed and what is ticked differ; leave one of them empty."),
    said("This ballot marks an option twice; mark each option once at most."),
    said("Choose at least {least}; this ballot marks {marked}."),
    said("Choose at most {most}; this ballot marks {marked}."),
    said("Grade at least {least}; this ballot grades {marked}."),
    said("This poll has not opened yet. Please wait for the host."),
    said("This poll has closed; the ballot arrived too late and is not counted."),
    said(
        "The server's disk failed. Stop Topfive, check the disk, then start it again; what it confirmed before is kept."
    ),
    said(
        "The server's disk is full, so nothing more can be recorded. Make room on it; "
        "then everything goes on by itself."
    ),
    said(
        "The server cannot write to its disk. Check whether the data folder is writable; "
        "then everything goes on by itself."
    ),
    said("The server's disk has less than 200 MB left, so no list opens. Make room on it first."),
    # Questions from the floor.
    said("Write your question first."),
    said("Questions are asked by name here; write yours."),
    said("No questions are taken at the moment."),
    said("This meeting takes no questions."),
    said("The questions are over; no verdict is taken any more."),
    said("You have {most} questions in the box; take one back to put in another."),
    said("Several questions came from this phone just now. Please wait a minute."),
    said("This phone has sent a lot just now. Please wait a moment and try again."),
    said("A meeting takes at most {most} questions."),
    said("This question has been on the screen already, so it stays."),
    said("This question is not answered yet."),
    said("Support is for questions in the box."),
    said("This is your own question; others can support it."),
    said("Only the person who asked this question may do that."),
    said("There is no such question."),
    said("There is no such follow-up any more; reload the page."),
    said("A meeting cannot open with its own follow-ups."),
    said("First choose which meeting's follow-ups to open with."),
    said("Give the day as year-month-day, such as 2027-03-31."),
    said("That meeting is not there any more; choose another."),
    said("This meeting is being rehearsed already."),
    said("This is a rehearsal already."),
    said("Voting has started, so you can no longer rehearse."),
    said("There is no list yet that could be rehearsed; put one in first."),
    said("A rehearsal is not copied; copy the meeting itself."),
    said("Everything is deleted, but the database log still holds it while somebody reads; try again."),
    said("Something failed on the server; its log says what."),
)


def sentence_of(refused: Exception) -> str:
    """What a page says of a refusal: of fields the first that is wrong."""
    return refused.errors[0].message if isinstance(refused, BadFields) else str(refused)


# What a column is called by who writes the list in that language.
COLUMNS = {
    "zh-CN": {
        "list": "名单",
        "title": "名称",
        "department": "部门",
        "description": "说明",
        "code": "代码",
        "cost": "金额",
    },
    "ja": {
        "list": "リスト",
        "title": "名称",
        "department": "部署",
        "description": "説明",
        "code": "コード",
        "cost": "金額",
    },
}


def in_language(sentence: str, language: str) -> str:
    """The sentence in this language, with what it fills in kept as it is, but for a fault inside of it."""
    for pattern, template in _patterns():
        if found := pattern.fullmatch(sentence):
            filled = {name: isolated(text) for name, text in found.groupdict().items()}
            if "fault" in filled:
                filled["fault"] = in_language(filled["fault"], language)
            if "column" in filled:
                filled["column"] = COLUMNS.get(language, {}).get(filled["column"], filled["column"])
            return catalogue(language).gettext(template).format(**filled)
    return sentence


@cache
def _patterns() -> tuple[tuple[re.Pattern[str], str], ...]:
    return tuple((re.compile(_pattern(template), re.DOTALL), template) for template in SENTENCES)


def _pattern(template: str) -> str:
    parts = re.split(r"{(\w+)}", template)
    return "".join(f"(?P<{part}>.+?)" if at % 2 else re.escape(part) for at, part in enumerate(parts))
