"""Pages are read as people see them: the text, not its frame, whatever state their markup is in."""

import pytest

from kept.policy.document import Sentence
from kept.reading.sentence import read

Told = list[tuple[str, str]]


def sentences(page: str) -> tuple[Sentence, ...]:
    return read("policy.html", page).sentences


def told(page: str) -> Told:
    return [(s.unit, s.text) for s in sentences(page)]


def texts(page: str) -> list[str]:
    return [s.text for s in sentences(page)]


@pytest.mark.parametrize(
    "frame",
    [
        "<nav><p>Shop Help</p></nav>",
        "<header><a href='/'>Shop</a><ul><li><a href='/help'>Help</a></li></ul></header>",
        "<footer><p>Follow us.</p></footer>",
        "<aside><p>Read our blog.</p></aside>",
        "<a class='skip-link' href='#main'>Skip to content</a>",
        "<a href='#main'>Skip to main content</a>",
        "<ol class='breadcrumb'><li>Home</li><li>Legal</li></ol>",
        "<div role='dialog' aria-label='Cookies'><p>We use cookies.</p></div>",
        "<div aria-modal='true'><p>We use cookies.</p></div>",
        "<dialog open><p>We use cookies.</p></dialog>",
        "<div id='onetrust-banner-sdk'><p>We use cookies.</p><button>Accept</button></div>",
        "<div id='CybotCookiebotDialog'><p>We use cookies.</p></div>",
        "<div class='site cookie-banner is-open'><p>We use cookies.</p></div>",
        "<div id='cookie-notice'><p>We use cookies.</p></div>",
        "<div role='navigation'><p>Shop Help</p></div>",
        "<form role='search'><label>Search</label></form>",
        "<button>Print</button>",
        "<div hidden><p>Draft.</p></div>",
        "<div aria-hidden='true'><p>Draft.</p></div>",
        "<div style='color: red; display : none'><p>Draft.</p></div>",
        "<p><span class='sr-only'>(opens in a new window)</span></p>",
        "<select><option>English</option></select>",
        "<noscript>Switch scripts on.</noscript>",
        "<svg><title>Logo</title><text>Shop</text></svg>",
        "<template><p>Draft.</p></template>",
        "<iframe><p>Advert</p></iframe>",
        "<!-- <p>Draft.</p> -->",
        "<!DOCTYPE html><?php echo 1 ?><![CDATA[x]]>",
    ],
)
def test_the_frame_of_a_page_is_not_read(frame: str) -> None:
    assert texts(f"{frame}<h1>Policy</h1><p>We keep logs.</p>{frame}<p>We erase.</p>") == [
        "Policy", "We keep logs.", "We erase.",
    ]  # fmt: skip


def test_a_section_about_cookies_in_the_text_is_read() -> None:
    page = "<main><section id='cookie-notice'><h2>Cookies</h2><p>We set two.</p></section></main>"
    assert texts(page) == ["Cookies", "We set two."]


def test_a_page_whose_state_is_named_in_its_body_is_read() -> None:
    assert texts("<body class='cookie-banner-open'><p>We keep logs.</p></body>") == ["We keep logs."]


def test_a_policy_that_stands_in_a_dialog_alone_is_read() -> None:
    assert texts("<div role='dialog'><p>We keep logs.</p></div>") == ["We keep logs."]


def test_a_teaser_in_an_article_is_not_taken_for_the_text() -> None:
    page = "<p>We keep the logs of our servers for thirty days and erase them.</p><article>New!</article>"
    assert texts(page)[0].startswith("We keep")


def test_a_footer_in_the_text_is_read() -> None:
    assert texts("<main><p>We keep logs.</p><footer>Updated in May.</footer></main>") == [
        "We keep logs.",
        "Updated in May.",
    ]


@pytest.mark.parametrize("heading", ["<h2>On this page</h2>", "<p>Contents:</p>", ""])
def test_a_list_of_links_into_the_page_is_not_read(heading: str) -> None:
    page = (
        f"<main><h1>Policy</h1>{heading}<ul><li><a href='#a'>Logs</a><ul><li><a href='#b'>Mail</a></li></ul>"
        "</ul><h2><a href='#a'>Logs</a></h2><p>We keep <a href='#b'>logs</a>.</p></main>"
    )
    assert texts(page) == ["Policy", "Logs", "We keep logs."]


@pytest.mark.parametrize(
    "panel",
    [
        "<details><summary>What we keep</summary><p>Logs.</p></details>",
        "<h3><button aria-expanded='false' aria-controls='p1'>What we keep</button></h3>"
        "<div id='p1' hidden><p>Logs.</p></div>",
        "<button aria-expanded='false' aria-controls='p1'>What we keep</button>"
        "<div id='p1' aria-hidden='true' style='display:none'><p>Logs.</p></div>",
        "<div role='tablist'><button role='tab' aria-expanded='false'>What we keep</button></div>"
        "<div role='tabpanel' hidden><p>Logs.</p></div>",
    ],
)
def test_a_panel_that_a_button_opens_is_read_under_its_title(panel: str) -> None:
    found = sentences(f"<h1>Policy</h1>{panel}")
    assert [(s.unit, s.text, s.section) for s in found[1:]] == [
        ("heading", "What we keep", "What we keep"),
        ("body", "Logs.", "What we keep"),
    ]


def test_a_heading_by_role_has_its_level() -> None:
    page = "<h1>P</h1><h2>A</h2><div role='heading' aria-level='3'>B</div><p>x y.</p><h2>C</h2>"
    assert [s.section for s in sentences(page)] == ["P", "A", "A > B", "A > B", "C"]


def test_a_list_in_a_list_is_led_in_by_the_words_of_its_item() -> None:
    page = "<p>We collect:</p><ul><li>contacts:<ul><li>names;<li>phones;</ul><li><p>logs.</p></ul>"
    assert [(s.unit, s.text, s.lead) for s in sentences(page)] == [
        ("body", "We collect:", None),
        ("bullet", "contacts:", "s1"),
        ("bullet", "names;", "s2"),
        ("bullet", "phones;", "s2"),
        ("bullet", "logs.", "s1"),
    ]


def test_a_definition_is_led_in_by_its_term() -> None:
    page = "<dl><dt>Logs<dd>what servers write.<dt><b>Mail</b><dd>what you write."
    assert [(s.unit, s.text, s.lead) for s in sentences(page)] == [
        ("body", "Logs", None),
        ("bullet", "what servers write.", "s1"),
        ("body", "Mail", None),
        ("bullet", "what you write.", "s3"),
    ]


def test_two_breaks_end_a_paragraph_and_one_does_not() -> None:
    page = "<div>We keep<br>logs.<br><br/>We erase<br>• logs;<br>• mail.</div>"
    assert told(page) == [
        ("body", "We keep logs."), ("body", "We erase"), ("bullet", "• logs;"), ("bullet", "• mail."),
    ]  # fmt: skip


def test_references_are_read_with_and_without_their_end() -> None:
    page = "<p>R&amp;D &copy 2024 &#8220;we&#x201d; &bogus; a&nbsp;b &notit; 1 < 2.</p>"
    found = sentences(page)
    assert [s.text for s in found] == ["R&D © 2024 “we” &bogus; a b ¬it; 1 < 2."]
    assert page[found[0].start : found[0].end] == page[3:-4]


@pytest.mark.parametrize(
    "page",
    [
        "<h1>Policy<h2>Logs</h2><p>We keep logs.<p>We erase.",
        "<html><head><title>t<body></title><h1>Policy</h1><h2>Logs</h2><p>We keep logs.<p>We erase.",
        "<h1>Policy</h1></div></td></table><h2>Logs</h3><p>We <b>keep</i> logs.</b></p></p>We erase.",
        "<b><h1>Policy</b></h1><h2>Logs</h2><p>We keep logs.</p><p>We erase.</p><!-- <p>never closed",
        "<h1>Policy</h1><h2>Logs</h2><p>We keep logs.</p><p>We erase.</p><script>if (a<b) { '<p>x</p>'",
        '<h1>Policy</h1><h2>Logs</h2><p>We keep logs.</p><p>We erase.</p><a href="never closed <p>x</p>',
        "<h1>Policy</h1><h2>Logs</h2><p hidden>Draft.<p>We keep logs.</p><div><div>We erase.",
    ],
)
def test_markup_that_is_not_closed_is_read_as_a_browser_does(page: str) -> None:
    assert [(s.section, s.text) for s in sentences(page)] == [
        ("Policy", "Policy"), ("Logs", "Logs"), ("Logs", "We keep logs."), ("Logs", "We erase."),
    ]  # fmt: skip


HOSTILE = {
    "nested tags": "<div>" * 20_000 + "We keep logs.",
    "nested bold": "<b>" * 20_000 + "We keep logs.",
    "ends without a start": "<p>We keep logs." + "</div></b></li>" * 10_000,
    "nested tables": "<table><tr><td>" * 4_000 + "We keep logs.",
    "nested lists": "<ul><li>" * 10_000 + "We keep logs.",
    "items under no list": "<div>" * 10_000 + "<li>" * 10_000 + "We keep logs.",
    "a wide cell": "<table>" + "<tr><td colspan=9999 rowspan=9999>" * 2_000 + "We keep logs.",
    "a huge attribute": f"<p class='{'x ' * 200_000}'>We keep logs.",
    "many attributes": f"<p {'a=b ' * 40_000}>We keep logs.",
    "a huge number": f"<p title='&#{'9' * 20_000};' aria-level={'9' * 20_000}>We keep logs.",
    "comments not closed": "<p>We keep logs.</p>" + "<!--" * 40_000,
    "scripts not closed": "<p>We keep logs.</p>" + "<script>" * 20_000,
    "tags not closed": "<p>We keep logs.</p>" + "<a " * 40_000,
    "quotes not closed": "<p>We keep logs.</p>" + "<a b='" * 20_001,
    "less than": "<p>We keep logs.</p>" + "<" * 40_000,
    "zero characters": "<p>We keep logs.</p>" + "<\0\0>" * 2_000,
    "references": "<p>We keep logs.</p>" + "&" * 40_000 + "&#x" * 10_000,
    "spaces": "<p>We keep logs.</p>" + " " * 200_000 + "x",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_markup_is_read_to_its_end(name: str) -> None:
    assert any("We keep logs." in s.text for s in sentences(HOSTILE[name]))
