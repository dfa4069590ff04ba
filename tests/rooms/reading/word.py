"""Word documents for the tests, zipped from the few parts that matter."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
STYLES = f"""<w:styles {W}>
<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>
  <w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="berschrift2"><w:name w:val="heading 2"/></w:style>
<w:style w:type="paragraph" w:styleId="Ours"><w:name w:val="Our clause"/>
  <w:basedOn w:val="berschrift2"/></w:style>
<w:style w:type="paragraph" w:styleId="Points"><w:name w:val="List Bullet"/></w:style>
<w:style w:type="paragraph" w:styleId="Points2"><w:name w:val="List Bullet 2"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="character" w:styleId="Stark"><w:name w:val="Strong"/><w:rPr><w:b/></w:rPr></w:style>
<w:style w:type="paragraph" w:styleId="Round"><w:name w:val="Round"/><w:basedOn w:val="Round"/></w:style>
<w:style w:type="table" w:styleId="Grid"><w:name w:val="Table Grid"/></w:style>
<w:style w:type="table" w:styleId="Fine"><w:name w:val="Grid Table 4"/></w:style>
</w:styles>"""


def run(text: str, properties: str = "") -> str:
    """A run of words."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(content: str, style: str = "", properties: str = "") -> str:
    """A paragraph of runs, or of plain words."""
    content = content if content.startswith("<") or not content else run(content)
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{content}</w:p>"


def item(content: str, level: int = 0) -> str:
    """A numbered or marked paragraph."""
    return p(content, properties=f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="3"/></w:numPr>')


def row(*cells: str, properties: str = "") -> str:
    """A row of cells, each a paragraph or the content of a `tc`."""
    inner = "".join(f"<w:tc>{c if c.startswith('<') else p(c)}</w:tc>" for c in cells)
    return f"<w:tr><w:trPr>{properties}</w:trPr>{inner}</w:tr>"


def table(*rows: str, style: str = "Grid") -> str:
    """A table of rows."""
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="{style}"/></w:tblPr>{"".join(rows)}</w:tbl>'


def zipped(parts: Mapping[str, str]) -> bytes:
    """An archive of parts."""
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return into.getvalue()


def document(*paragraphs: str, **others: str) -> bytes:
    """A Word document of paragraphs and tables; `others` are more parts of its folder."""
    body = (
        f'<?xml version="1.0"?><w:document {W}><w:body>{"".join(paragraphs)}<w:sectPr/></w:body></w:document>'
    )
    named = {f"word/{name}.xml": text for name, text in others.items()}
    return zipped({"word/document.xml": body, "word/styles.xml": STYLES, **named})
