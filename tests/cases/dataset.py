"""A Fides dataset file as a data map and its tables, as far as the cases need it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from ruamel.yaml import YAML

from kept.datamap.holding import Holding, Table
from kept.datamap.link import Link

from .outside import CASES

Collection = dict[str, Any]


def read(name: str) -> tuple[Holding, sa.MetaData]:
    """The map and the tables of `graph_yaml/<name>.yml`.

    A collection with an identity is a table of people. One whose fields name no category says that it
    holds no personal data. References into other datasets are left out: no link of kept leaves its store.
    """
    (dataset,) = YAML(typ="safe").load(CASES / "graph_yaml" / f"{name}.yml")["dataset"]
    metadata = sa.MetaData()
    for collection in dataset["collections"]:
        columns = [
            sa.Column(f["name"], sa.String(80), primary_key=f["name"] == "id") for f in collection["fields"]
        ]
        sa.Table(collection["name"], metadata, *columns)
    tables = {c["name"]: _table(c, dataset["fides_key"]) for c in dataset["collections"]}
    return Holding("store", tables), metadata


def _table(collection: Collection, dataset: str) -> Table:
    fields = collection["fields"]
    known = {f["fides_meta"]["identity"]: f["name"] for f in fields if "identity" in f.get("fides_meta", {})}
    return Table(
        collection["name"],
        about="customer" if known else None,
        identifiers=known,
        links=tuple(link for f in fields for link in _links(f, dataset)),
        no_personal_data=not any("data_categories" in f for f in fields),
    )


def _links(field: dict[str, Any], dataset: str) -> list[Link]:
    """Values come `from` the owner's field, or lead `to` what the owner owns."""
    found = []
    for reference in field.get("fides_meta", {}).get("references", ()):
        if reference["dataset"] == dataset:
            table, _, column = reference["field"].partition(".")
            role = "owner" if reference["direction"] == "from" else "owns"
            found.append(Link(role, table, (field["name"],), (column,)))  # type: ignore[arg-type]
    return found
