"""The answer to an access request: a folder with a page to read, sheets, and one document for machines.

Rows are streamed from the store into the files: memory does not grow with how many they are.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import groupby
from pathlib import Path
from typing import IO, Any

from kept.controls.seen import Row
from kept.decision.decide import index
from kept.ledger.canonical import Json
from kept.records.request import Request

from .cell import plain, sheet
from .desk import Desk, laws_of
from .page import rendered, sentences
from .plan import Subject
from .private import create, put
from .private import folder as make_folder
from .receipt import listed
from .section import WHOSE, Section
from .told import told
from .withheld import withheld

INDEX = "index.html"
_ODD = re.compile(r"[^\w.-]+")


def write(desk: Desk, asked: Request, who: Subject, planned: Mapping[str, Json], folder: Path) -> Json:
    """Write the package as this folder, whole or not at all; returns the rows given, by store and table.

    The folder is named by the request: what an earlier try left there is replaced.
    """
    draft = folder.with_name(folder.name + ".part")
    shutil.rmtree(draft, ignore_errors=True)
    make_folder(draft / "csv")
    sections = _written(desk, asked, who, draft)
    page, readme = rendered(desk, asked, sections, listed(planned["forwarded"]), who.unused)
    put(draft / INDEX, page)
    put(draft / "README.txt", readme)
    shutil.rmtree(folder, ignore_errors=True)
    draft.rename(folder)
    return [{"store": s.store, "table": s.told.table, "rows": s.rows} for s in sections]


def _written(desk: Desk, asked: Request, who: Subject, draft: Path) -> list[Section]:
    """Stream every table into its sheet and into the document."""
    sections: list[Section] = []
    with create(draft / "data.json") as document:
        document.write('{"request": ' + _json(_head(desk, asked)) + ',\n"tables": [')
        for section, rows in _tables(desk, asked, who):
            document.write("," if sections else "")
            _table(section, rows, draft, document)
            sections.append(section)
        cited = sentences(desk, asked, sections)
        document.write('\n],\n"sentences": ' + _json({s.id: s.text for s in cited}) + "}\n")
    return sections


def _tables(desk: Desk, asked: Request, who: Subject) -> Iterator[tuple[Section, Iterator[Row]]]:
    judge, several = index(desk.policy), len(desk.graphs) > 1
    for store, graph in desk.graphs.items():
        found = desk.stores[store].rows(graph, [who.in_store(graph)])
        for number, (table, rows) in enumerate(groupby(found, key=lambda row: row.table)):
            name = f"{store}.{table}" if several else table
            safe = _ODD.sub("_", name)
            file = f"csv/{safe}.csv" if safe == name else f"csv/{number}.{safe}.csv"
            said = told(desk.policy, judge, graph, table)
            without = withheld(graph.holding.tables[table], laws_of(asked))
            yield Section(store, said, without, file), rows


def _table(section: Section, rows: Iterator[Row], draft: Path, document: IO[str]) -> None:
    with ExitStack() as open_files:
        writer = None
        for row in rows:
            if writer is None:
                section.columns = row.columns
                writer = csv.writer(open_files.enter_context(create(draft / section.file)))
                writer.writerow(["whose", *row.columns, "left out"])
                document.write("\n" + _json(_facts(section))[:-1] + ', "rows": [')
            else:
                document.write(",")
            values, hidden = section.take(row)
            writer.writerow([WHOSE[row.role], *map(sheet, values), " ".join(hidden)])
            shown = dict(zip(row.columns, map(plain, values), strict=True))
            document.write("\n" + _json({"whose": row.role, "values": shown, "left_out": list(hidden)}))
        document.write("\n]}")


def _head(desk: Desk, asked: Request) -> Mapping[str, Any]:
    return {
        "id": asked.id,
        "right": asked.right,
        "organisation": desk.organisation,
        "received": asked.received_at.date().isoformat(),
        "answered": desk.clock().date().isoformat(),
        "laws": list(asked.laws),
        "policy": asked.policy,
    }


def _facts(section: Section) -> Mapping[str, Any]:
    said = section.told

    def several(told: Sequence[Any]) -> list[Mapping[str, Any]]:
        return [{"what": one.what, "sentences": list(one.sentences)} for one in told]

    return {
        "store": section.store,
        "table": said.table,
        "data": said.term,
        "controller": said.controller,
        "means": list(said.means),
        "purposes": several(said.purposes),
        "recipients": several(said.recipients),
        "periods": several(said.periods),
        "sources": several(said.sources),
        "columns": list(section.columns),
        "withheld": [{"column": w.column, "what": w.category, "why": w.reason} for w in section.withheld],
    }


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
