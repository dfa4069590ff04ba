"""A value of a store as text: for JSON, for a page, and for a sheet that must not run it."""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

LONGEST = 400
"""Letters of a value that a page shows; the sheet and the document have all of it."""
_RUN = ("=", "+", "-", "@", "\t", "\r")
"""First letters by which a spreadsheet takes a text for a formula (OWASP, CSV injection)."""


def plain(value: Any) -> Any:
    """The value as JSON has it: numbers and truths as they are, moments in ISO 8601, bytes in base64."""
    match value:
        case None | bool() | int() | str():
            return value
        case float():
            return value if math.isfinite(value) else str(value)
        case datetime() | date() | time():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return "base64:" + base64.b64encode(bytes(value)).decode()
        case Mapping():
            return {str(key): plain(item) for key, item in value.items()}
        case list() | tuple() | set():
            return [plain(item) for item in value]
    return str(value)


def written(value: Any) -> str:
    """The value as one text; nothing for a null."""
    found = plain(value)
    if found is None:
        return ""
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False)


def shown(value: Any) -> str:
    """The value as a page shows it, cut when it is long."""
    text = written(value)
    return text if len(text) <= LONGEST else text[:LONGEST] + " ..."


def sheet(value: Any) -> str:
    """The value as a cell of a CSV file; a text that a spreadsheet would run gets a quote before it."""
    text = written(value)
    return "'" + text if isinstance(value, str) and text.startswith(_RUN) else text
