"""The rows of the example's customer database: made up, and the same for the same seed.

Nobody in it exists: names are put together from syllables and every address ends in `.example`
or `@example.com`. Some defects are put in on purpose, in exact numbers (see `promised`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TypeAlias

import names

NOW = datetime.fromisoformat("2026-11-24T00:00:00+00:00")
FILES = 200
Value: TypeAlias = str | int | None
Row: TypeAlias = tuple[Value, ...]

TITLES = ("Recruiter", "Head of people", "Talent partner", "Operations lead", "Founder", "Analyst")
AGENTS = ("Mozilla/5.0 (X11; Linux)", "Mozilla/5.0 (Macintosh)", "Mozilla/5.0 (Windows NT 10.0)", "Meet/3.1")
COUNTRIES = ("SE", "SE", "SE", "NO", "DK", "FI", "DE", "NL", "GB", "US")
TOPICS = ("product", "events", "hiring")
SCOPES = tuple(
    f"https://www.googleapis.com/auth/{name}"
    for name in ("directory.readonly", "calendar.readonly", "calendar.events.readonly", "drive.readonly")
)
TALK = (
    "we went through the role and what the team needs first",
    "the second round is moved to next week",
    "the candidate asked about working from home",
    "everybody agreed to compare notes on Friday",
    "the offer should go out before the end of the month",
)
TROUBLE = ("The calendar does not load", "Recording stopped", "Cannot invite a colleague", "Wrong invoice")


class Sizes:
    """How many rows each table gets, from the number of people."""

    def __init__(self, people: int) -> None:
        self.people = people
        self.organisations = self.of(20)
        self.contacts = self.of(60)
        self.users = self.of(200)
        self.visitors = self.of(100)
        self.guests = self.of(100)
        self.candidates = self.of(200)

    def of(self, thousandths: int) -> int:
        """So many for every thousand people, at least four."""
        return max(4, self.people * thousandths // 1000)

    @property
    def prospects(self) -> int:
        """What is left, so that all kinds of people add up."""
        return self.people - self.contacts - self.users - self.visitors - self.guests - self.candidates


@dataclass(frozen=True, slots=True)
class Defects:
    """How many rows break the policy on purpose."""

    overdue_prospects: int
    """Prospects whose last contact is more than 24 months ago."""
    stale_activity: int
    """Lines of the activity log older than 12 months."""
    health_notes: int
    """Tickets with a note on health, which the policy says is not collected."""
    children: int
    """Users under sixteen."""
    stray_mentions: int
    """Notes on one prospect that hold the address of another, with no key that says so."""


def promised(people: int) -> Defects:
    """The defects a database of so many people is built with."""
    return Defects(people // 400 + 2, people // 250 + 3, people // 1000 + 2, 1, people // 2500 + 1)


class Clock:
    """Moments before `now` as text, from two tables: formatting half a million of them is the slow part."""

    def __init__(self, now: datetime) -> None:
        self.days = [(now - timedelta(days=d)).strftime("%Y-%m-%d ") for d in range(366 * 70)]
        self.minutes = [f"{m // 60:02}:{m % 60:02}:00" for m in range(1440)]

    def ago(self, chance: Random, newest: int, oldest: int) -> str:
        """Some moment on a day from `newest` to `oldest` days ago."""
        day = newest + int(chance.random() * (oldest - newest))
        return self.days[day] + self.minutes[int(chance.random() * 1440)]

    def day(self, ago: int) -> str:
        """The date so many days ago."""
        return self.days[ago].rstrip()


class Crm:
    """The rows of the database, table by table; each table has its own chance, so none shifts another."""

    def __init__(self, people: int, seed: int, now: datetime) -> None:
        self.size = Sizes(people)
        self.defects = promised(people)
        self.seed = seed
        self.now = now
        self.clock = Clock(now)
        self.user_names: list[tuple[str, str]] = []
        self.prospect_emails: list[str] = []
        self.contacts: list[tuple[int, str, str]] = []
        self.ticket_users: list[int | None] = []
        self.held_meetings: list[tuple[str, str]] = []

    def chance(self, table: str) -> Random:
        """The table's own source of chance."""
        return Random(f"{self.seed}:{table}")

    def organisations(self) -> Iterator[Row]:
        chance = self.chance("organisations")
        for n in range(1, self.size.organisations + 1):
            name = names.pick(chance, names.FAMILY)
            contact = n if chance.random() < 0.8 else None
            created = self.clock.ago(chance, 900, 2500)
            yield n, f"{name} {n} AB", f"org{n}.example", names.pick(chance, COUNTRIES), contact, created

    def customer_contacts(self) -> Iterator[Row]:
        chance = self.chance("customer_contacts")
        for n in range(1, self.size.contacts + 1):
            organisation = (n - 1) % self.size.organisations + 1
            name = names.name(chance)
            email = names.email(name, n, f"org{organisation}.example")
            duty = ("billing", "signatory", "sponsor")[n % 3]
            self.contacts.append((organisation, name, email))
            created = self.clock.ago(chance, 10, 900)
            yield n, organisation, email, name, names.phone(chance), names.pick(chance, TITLES), duty, created

    def users(self) -> Iterator[Row]:
        chance, size = self.chance("users"), self.size
        children = {size.users // 2 + i for i in range(self.defects.children)}
        for n in range(1, size.users + 1):
            organisation = (n - 1) % size.organisations + 1
            # The manager is an earlier user of the same organisation; the first of each has none.
            manager = organisation if n > size.organisations and chance.random() < 0.9 else None
            name = names.name(chance)
            email = names.email(name, n, f"org{organisation}.example")
            self.user_names.append((name, email))
            born: str | None = self.clock.day(int((19 + chance.random() * 45) * 365.25))
            if n in children:
                born = self.clock.day(14 * 365)
            elif chance.random() < 0.2:
                born = None  # accounts from before the question was asked
            closed = self.clock.ago(chance, 3, 150) if chance.random() < 0.04 else None
            login = self.clock.ago(chance, 150, 400) if chance.random() < 0.95 else None
            yield (
                n, organisation, manager, email, name, names.phone(chance), names.pick(chance, TITLES),
                ("sv", "en", "de", None)[n % 4], born, f"scrypt${chance.getrandbits(96):024x}",
                names.ip(chance), self.clock.ago(chance, 410, 2000), login, closed,
            )  # fmt: skip

    def accounts(self) -> Iterator[Row]:
        chance = self.chance("accounts")
        for n in range(1, self.size.organisations + 1):
            owner = n if chance.random() < 0.9 else None
            yield n, n, 1 + int(chance.random() * 4), owner, self.clock.ago(chance, 900, 2500)

    def google_grants(self) -> Iterator[Row]:
        chance = self.chance("google_grants")
        for n in range(1, self.size.users + 1):
            if chance.random() < 0.4:
                granted = self.clock.ago(chance, 3, 400)
                for scope in SCOPES[: 1 + int(chance.random() * 4)]:
                    yield n, scope, granted

    def prospects(self) -> Iterator[Row]:
        chance, total = self.chance("prospects"), self.size.prospects
        fresh = total - self.defects.overdue_prospects
        for n in range(1, total + 1):
            name = names.name(chance)
            email = names.email(name, n, "example.com" if n % 3 else f"firm{n % 997}.example")
            self.prospect_emails.append(email)
            note = f"Met at a fair, {names.pick(chance, TALK)}." if chance.random() < 0.3 else None
            if 1 < n <= 1 + self.defects.stray_mentions:
                note = f"Was sent to us by {self.prospect_emails[n - 2]}."
            last = self.clock.ago(chance, 3, 700) if n <= fresh else self.clock.ago(chance, 740, 1200)
            yield (
                n, email, name if n % 19 else None, names.phone(chance), names.pick(chance, TITLES),
                f"Firm {n % 997}", names.pick(chance, ("hiring", "coaching", "analytics")),
                ("site", "event", "partner")[n % 3], ("new", "talking", "lost")[n % 7 % 3], note,
                self.clock.ago(chance, 1201, 1600), last,
            )  # fmt: skip

    def fresh_prospect(self, chance: Random, share: float) -> int | None:
        """A prospect that is not overdue, for this share of rows: nothing hangs on what must leave first."""
        fresh = self.size.prospects - self.defects.overdue_prospects
        return 1 + int(chance.random() * fresh) if chance.random() < share else None

    def visitors(self) -> Iterator[Row]:
        chance = self.chance("visitors")
        for n in range(1, self.size.visitors + 1):
            yield (
                n, f"v{chance.getrandbits(64):016x}-{n}", self.fresh_prospect(chance, 0.2), names.ip(chance),
                names.pick(chance, AGENTS), names.pick(chance, COUNTRIES),
                names.pick(chance, ("/", "/pricing", "/blog")), None if n % 3 else "search.example",
                self.clock.ago(chance, 200, 385), self.clock.ago(chance, 3, 200),
            )  # fmt: skip

    def newsletter(self) -> Iterator[Row]:
        chance = self.chance("newsletter")
        for n in range(1, self.size.of(240) + 1):
            prospect = self.fresh_prospect(chance, 0.85)
            email = self.prospect_emails[prospect - 1] if prospect else f"Reader.{n}@example.com"
            ended = self.clock.ago(chance, 3, 700) if chance.random() < 0.15 else None
            yield n, prospect, email, "opt-in", self.clock.ago(chance, 710, 1500), ended

    def newsletter_topics(self) -> Iterator[Row]:
        chance = self.chance("newsletter_topics")
        for n in range(1, self.size.of(240) + 1):
            for topic in TOPICS[: 1 + int(chance.random() * 3)]:
                yield n, topic

    def events(self) -> Iterator[Row]:
        chance = self.chance("events")
        for n in range(1, 41):
            yield n, f"Talent evening {n}", names.pick(chance, ("Stockholm", "Malmö", "online")), self.held(n)

    def held(self, event: int) -> str:
        """When an event was held: one every twelve days, none more than 18 months ago."""
        return self.clock.days[event * 12] + "17:00:00"

    def event_guests(self) -> Iterator[Row]:
        chance = self.chance("event_guests")
        for n in range(1, self.size.guests + 1):
            event, name = 1 + int(chance.random() * 40), names.name(chance)
            prospect = self.fresh_prospect(chance, 0.5)
            email = self.prospect_emails[prospect - 1] if prospect else names.email(name, n, "example.com")
            agreed = int(chance.random() < 0.4)
            held = self.held(event)
            yield (
                n, event, prospect, email, name, f"Firm {n % 997}" if n % 5 else None, agreed,
                held if agreed and n % 2 else None, held,
            )  # fmt: skip

    def candidates(self) -> Iterator[Row]:
        chance = self.chance("candidates")
        for n in range(1, self.size.candidates + 1):
            name = names.name(chance)
            yield (
                n, (n - 1) % self.size.organisations + 1, names.email(name, n, "example.com"), name,
                names.phone(chance), names.pick(chance, TITLES),
                f"{name} applied; {names.pick(chance, TALK)}.",
                self.clock.ago(chance, 701, 900), self.clock.ago(chance, 3, 700),
            )  # fmt: skip

    def meetings(self) -> Iterator[Row]:
        chance = self.chance("meetings")
        for n in range(1, self.size.of(300) + 1):
            held = self.clock.ago(chance, 3, 355)
            speaker = self.user_names[(n - 1) % self.size.users][0]
            self.held_meetings.append((held, speaker))
            organisation = (n - 1) % self.size.users % self.size.organisations + 1
            yield n, organisation, names.pick(chance, ("Interview", "Debrief", "Intake")), held

    def meeting_participants(self) -> Iterator[Row]:
        chance, size, n = self.chance("meeting_participants"), self.size, 0
        for meeting, (held, _speaker) in enumerate(self.held_meetings, 1):
            first = (meeting - 1) % size.users + 1
            second = (first - 1 + size.organisations) % size.users + 1
            for user in (first, second)[: 1 + int(chance.random() * 2)]:
                n += 1
                yield n, meeting, user, None, held
            if chance.random() < 0.8:
                n += 1
                yield n, meeting, None, 1 + (meeting - 1) % size.candidates, held

    def recordings(self) -> Iterator[Row]:
        chance = self.chance("recordings")
        for n in range(1, self.size.of(160) + 1):
            path = f"files/recordings/{n:06}.txt" if n <= FILES else None  # the rest: transcribed, media gone
            yield n, n, path, 300 + int(chance.random() * 3000), self.held_meetings[n - 1][0]

    def transcripts(self) -> Iterator[Row]:
        chance = self.chance("transcripts")
        for n in range(1, self.size.of(160) + 1):
            held, speaker = self.held_meetings[n - 1]
            text = f"{speaker}: {names.pick(chance, TALK)}. {names.pick(chance, TALK).capitalize()}."
            yield n, n, ("sv", "en")[n % 2], text, held

    def messages(self) -> Iterator[Row]:
        chance, users = self.chance("messages"), self.size.users
        for n in range(1, self.size.of(1400) + 1):
            sender = 1 + int(chance.random() * users) if chance.random() < 0.98 else None
            recipient = 1 + int(chance.random() * users)
            body = names.pick(chance, TALK) if n % 50 else None
            yield n, sender, recipient, body, names.ip(chance), self.clock.ago(chance, 3, 700)

    def tickets(self) -> Iterator[Row]:
        chance, total = self.chance("tickets"), self.size.of(200)
        noted = set(range(1, 2 * self.defects.health_notes + 1, 2))
        for n in range(1, total + 1):
            user = (
                1 + int(chance.random() * self.size.users) if chance.random() < 0.97 or n in noted else None
            )
            note = "Away after an operation, call again next month." if n in noted else None
            state = ("open", "waiting", "closed", "closed")[n % 4]
            self.ticket_users.append(user)
            yield n, user, names.pick(chance, TROUBLE), state, note, self.clock.ago(chance, 200, 1000)

    def ticket_messages(self) -> Iterator[Row]:
        chance, tickets, users = self.chance("ticket_messages"), self.size.of(200), self.size.users
        for n in range(1, self.size.of(700) + 1):
            ticket = 1 + (n - 1) % tickets
            # Whoever opened the ticket writes; where nobody is named, the staff does.
            author = self.ticket_users[ticket - 1] if chance.random() < 0.6 else None
            mentioned = 1 + int(chance.random() * users) if chance.random() < 0.1 else None
            body = f"{names.pick(chance, TALK).capitalize()}."
            if mentioned:
                name, email = self.user_names[mentioned - 1]
                body += f" Please ask {name} ({email})."
            yield n, ticket, author, mentioned, body, self.clock.ago(chance, 3, 200)

    def invoices(self) -> Iterator[Row]:
        chance = self.chance("invoices")
        for n in range(1, self.size.of(240) + 1):
            contact = 1 + (n - 1) % self.size.contacts
            account, name, email = self.contacts[contact - 1]
            issued = self.clock.ago(chance, 3, 2200)
            amount = 9900 * (1 + int(chance.random() * 40))
            yield n, account, contact, name, email, amount, issued, f"{issued[:4]}-12-31 00:00:00"

    def actor(self, kind: float, which: float) -> tuple[str, int | None]:
        """Who did something: the key is of the table that the kind names, and the system has none."""
        if kind < 0.7:
            return "user", 1 + int(which * self.size.users)
        if kind < 0.9:
            return "prospect", 1 + int(which * (self.size.prospects - self.defects.overdue_prospects))
        if kind < 0.95:
            return "customer_contact", 1 + int(which * self.size.contacts)
        return "system", None

    def activity_log(self) -> Iterator[Row]:
        chance, random = self.chance("activity_log"), self.chance("activity_log:who").random
        total = self.size.of(4400)
        fresh = total - self.defects.stale_activity
        for n in range(1, total + 1):
            kind, who = self.actor(random(), random())
            at = self.clock.ago(chance, 3, 355) if n <= fresh else self.clock.ago(chance, 375, 500)
            action = ("sign-in", "view", "search", "export", "invite")[n % 5]
            yield n, kind, who, action, names.ip(chance) if who else None, AGENTS[n % 4] if who else None, at

    def tables(self) -> Iterator[tuple[str, Iterable[Row]]]:
        """Every table with its rows; later ones draw on what earlier ones remembered."""
        yield (
            "plans",
            (
                (1, "Trial", 5, 0),
                (2, "Team", 25, 49900),
                (3, "Firm", 250, 249900),
                (4, "Group", 5000, 999900),
            ),
        )
        yield "organisations", self.organisations()
        yield "customer_contacts", self.customer_contacts()
        yield "users", self.users()
        yield "accounts", self.accounts()
        yield "google_grants", self.google_grants()
        yield "prospects", self.prospects()
        yield "visitors", self.visitors()
        yield "newsletter", self.newsletter()
        yield "newsletter_topics", self.newsletter_topics()
        yield "events", self.events()
        yield "event_guests", self.event_guests()
        yield "candidates", self.candidates()
        yield "meetings", self.meetings()
        yield "meeting_participants", self.meeting_participants()
        yield "recordings", self.recordings()
        yield "transcripts", self.transcripts()
        yield "messages", self.messages()
        yield "tickets", self.tickets()
        yield "ticket_messages", self.ticket_messages()
        yield "invoices", self.invoices()
        yield "activity_log", self.activity_log()
