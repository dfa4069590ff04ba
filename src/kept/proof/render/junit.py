"""A report as JUnit XML, for build servers: a test case a commitment, unproven ones as errors."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from kept.proof.report import Finding, Report

_NO_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Signs that XML 1.0 cannot hold (section 2.2)."""


def junit(report: Report) -> str:
    """The XML text. What is accepted or attested passes; its output says so."""
    cases = report.findings
    suite = ElementTree.Element(
        "testsuite",
        name=report.policy.id,
        tests=str(len(cases)),
        failures=str(sum(f.fails and f.verdict == "broken" for f in cases)),
        errors=str(sum(f.fails and f.verdict == "unproven" for f in cases)),
        timestamp=report.at.isoformat(timespec="seconds"),
    )
    for finding in cases:
        _case(suite, finding, report)
    ElementTree.indent(suite)
    text = ElementTree.tostring(suite, encoding="unicode")
    spelled = _NO_XML.sub(lambda sign: repr(sign[0])[1:-1], text)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{spelled}\n'


def _case(suite: ElementTree.Element, finding: Finding, report: Report) -> None:
    case = ElementTree.SubElement(suite, "testcase", classname=finding.kind, name=finding.commitment)
    telling = [one for one in finding.evidence if one.verdict == finding.verdict]
    told = "\n".join(f"{one.found}\n  looked: {one.looked}\n  do: {one.do or '-'}" for one in telling)
    places = ", ".join(f"{report.document.name}:{s.line}" for s in finding.sentences)
    if finding.fails:
        tag = "failure" if finding.verdict == "broken" else "error"
        first = telling[0].found if telling else "nothing was looked at"
        problem = ElementTree.SubElement(case, tag, message=first, type=finding.verdict)
        problem.text = f"promised: {places}\n{told}"
    else:
        ElementTree.SubElement(case, "system-out").text = f"{finding.verdict}: {places}\n{told}"
