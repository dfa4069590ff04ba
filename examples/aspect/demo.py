"""Walks through the example: a person's rows, their erasure, and a look at what is left.

    python examples/aspect/demo.py FOLDER      (a folder that build.py made)

Every figure printed is counted from the rows of that folder's database.
"""

from __future__ import annotations

import csv
import json
import sys
import time
from collections import Counter
from itertools import groupby
from pathlib import Path

import sqlalchemy as sa

from kept.controls.operation import Person
from kept.controls.seen import compare
from kept.datamap.graph import Graph
from kept.datamap.written import parse
from kept.stores.store import Store

MOST = (
    "SELECT u.email FROM users u JOIN messages m ON m.sender_id = u.id "
    "GROUP BY u.id ORDER BY count(*) DESC, u.id LIMIT 1"
)


def main(folder: Path) -> None:
    """Show one made-up user's access and erasure."""
    written = folder / "datamap/crm.yaml"
    store = Store("crm", f"sqlite:///{folder / 'crm.sqlite'}")
    graph = store.graph(parse(written.read_text(), str(written)))
    with store.engine.connect() as connection:
        email = str(connection.exec_driver_sql(MOST).scalar_one())
    person = [Person(1, (("email", email),))]
    print(f"map      {len(graph.holding.tables)} tables, {len(graph.edges)} links; "
          f"{len(graph.reached)} tables hold rows of a person")  # fmt: skip

    out = folder / "access"
    out.mkdir(exist_ok=True)
    began = time.perf_counter()
    found = package(store, graph, person, out)
    print(f"access   {sum(found.values())} rows in {len({t for t, _ in found})} tables, "
          f"{time.perf_counter() - began:.2f} s, written to {out}")  # fmt: skip
    for (table, role), rows in sorted(found.items()):
        print(f"           {table:22} {role:10} {rows:6}")

    before, loose = everything(store), store.orphans(graph)
    began = time.perf_counter()
    done = store.erase(graph, person)
    print(f"erasure  {time.perf_counter() - began:.2f} s, one transaction")
    for d in done:
        print(f"           {d.table:22} {d.act:10} {d.rows:6}")
    after = everything(store)
    fewer = sum(before.values()) - sum(after.values())
    erased = sum(d.rows for d in done if d.act == "erase")
    print(f"looked   {fewer} rows fewer, {erased} erased")
    about = sum(look.rows for look in store.still_about(graph, person))
    print(f"           rows still about the person      {about}")
    worse = sum(look.rows for look in compare(loose, store.orphans(graph)))
    print(f"           rows left without their parent   {worse}")
    for look in store.residue(graph, [email]):
        if look.rows:
            print(f"           the address stands in text       {look.rows} in {look.table}.{look.column}")
    again = store.erase(graph, person)
    left = sum(1 for r in store.rows(graph, person))
    print(f"again    a second run changed {sum(d.rows for d in again)} rows; access now finds {left}")
    store.close()


def package(store: Store, graph: Graph, person: list[Person], out: Path) -> Counter[tuple[str, str]]:
    """One CSV and one JSON-lines file a table, streamed; how many rows by table and role."""
    found: Counter[tuple[str, str]] = Counter()
    for table, rows in groupby(store.rows(graph, person), key=lambda row: row.table):
        with (
            (out / f"{table}.csv").open("w", newline="") as sheet,
            (out / f"{table}.jsonl").open("w") as lines,
        ):
            writer = csv.writer(sheet)
            for n, row in enumerate(rows):
                if n == 0:
                    writer.writerow(row.columns)
                found[table, row.role] += 1
                writer.writerow(row.values)
                shown = dict(zip(row.columns, row.values, strict=True))
                lines.write(json.dumps({**shown, "redacted": row.redacted}, default=str) + "\n")
    return found


def everything(store: Store) -> dict[str, int]:
    """Rows of every table."""
    with store.engine.connect() as connection:
        return {
            name: connection.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()
            for name, table in store.metadata.tables.items()
        }


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("demo.py takes one folder, made by build.py")
    main(Path(sys.argv[1]))
