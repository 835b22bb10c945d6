"""Documents made to harm: small files that ask for endless time, memory or trust. Made here, nothing is kept."""

import io
import struct
import zipfile
import zlib

from reportlab.pdfgen.canvas import Canvas


def pdf(pages: int = 3) -> bytes:
    """An honest PDF with a line on each page."""
    stream = io.BytesIO()
    paper = Canvas(stream, invariant=1)
    for number in range(1, pages + 1):
        paper.drawString(72, 720, f"Page {number} of {pages}")
        paper.showPage()
    paper.save()
    return stream.getvalue()


def objects(*bodies: bytes, header: bytes = b"%PDF-1.7\n") -> bytes:
    """A PDF of these objects, numbered from 1; the first one is the catalogue."""
    out, places = bytearray(header), []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(bodies) + 1, start)
    return bytes(out)


def stream(content: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(content), entries, content)


def one_page(content: bytes, *more: bytes, box: bytes = b"0 0 595 842", entries: bytes = b"", resources: bytes = b"") -> bytes:
    """A PDF of one page: object 3 is the page, 4 its content, `more` from 5 on."""
    page = b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << %s >> %s >>" % (box, resources, entries)
    return objects(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>", page, content, *more)


def page_tree_that_loops() -> bytes:
    return objects(b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [2 0 R 2 0 R] /Count 9 >>")


def huge_page() -> bytes:
    return one_page(stream(b"0 0 10000000 10000000 re f"), box=b"0 0 10000000 10000000")


def flate_bomb(size: int = 1_000_000_000) -> bytes:
    """1 GB of blanks in 1 MB, twice packed to a few KB."""
    packer = zlib.compressobj(9)
    content = b"".join(packer.compress(b" " * 10_000_000) for _ in range(size // 10_000_000)) + packer.flush()
    return one_page(stream(zlib.compress(content, 9), b"/Filter [/FlateDecode /FlateDecode]"))


def form_that_draws_itself(depth: int = 1) -> bytes:
    """A form that draws itself twice, directly or by way of `depth` others."""
    forms = []
    for number in range(depth):
        follow = 5 + (number + 1) % depth
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Resources << /XObject << /F %d 0 R >> >>" % follow
        forms.append(stream(b"/F Do /F Do", entries))
    return one_page(stream(b"/F Do"), *forms, resources=b"/XObject << /F 5 0 R >>")


def doubling_forms(levels: int = 40) -> bytes:
    """Each form draws the next one twice: 2 to the power of `levels` drawings, without a loop."""
    forms = []
    for number in range(levels):
        last = number == levels - 1
        entries = b"/Type /XObject /Subtype /Form /BBox [0 0 99 99]"
        if not last:
            entries += b" /Resources << /XObject << /F %d 0 R >> >>" % (6 + number)
        forms.append(stream(b"0 0 1 1 re f" if last else b"/F Do /F Do", entries))
    return one_page(stream(b"/F Do"), *forms, resources=b"/XObject << /F 5 0 R >>")


def png(width: int, height: int) -> bytes:
    """A black-and-white PNG, one bit a pixel, all of one colour: 30,000 x 30,000 take 110 KB."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    row = b"\x00" + b"\xff" * ((width + 7) // 8)
    packer = zlib.compressobj(9)
    rows = b"".join(packer.compress(row * 100) for _ in range(height // 100)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def encrypted() -> bytes:
    import pikepdf

    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as honest:
        honest.save(out, encryption=pikepdf.Encryption(owner="o", user="u"))
    return out.getvalue()


def deep_html(levels: int = 100_000) -> bytes:
    return ("<html><body>" + "<div>" * levels + "部门决算").encode()


def many_pages(count: int = 20_000) -> bytes:
    """A page tree of so many blank pages, 100 to a branch: ten times what a report may have."""
    branches = count // 100
    leaf = b"<< /Type /Page /Parent %d 0 R /MediaBox [0 0 595 842] >>"
    tree = [b"<< /Type /Catalog /Pages 2 0 R >>"]
    tree.append(b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, b" ".join(b"%d 0 R" % (3 + n) for n in range(branches))))
    for n in range(branches):
        kids = b" ".join(b"%d 0 R" % (3 + branches + n * 100 + leaf_number) for leaf_number in range(100))
        tree.append(b"<< /Type /Pages /Parent 2 0 R /Count 100 /Kids [%s] >>" % kids)
    return objects(*tree, *(leaf % (3 + n // 100) for n in range(count)))


def zipped(name: str, content: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return out.getvalue()


def entities(first: bytes) -> bytes:
    """HTML that asks for a file of this machine, or for itself a billion times."""
    return (
        b'<?xml version="1.0"?><!DOCTYPE html [<!ENTITY a ' + first + b"><!ENTITY b '&a;&a;&a;'>]><html><body><p>&a;&b;</p></body></html>"
    )


SENTENCE = "二〇二三年度部门决算公开：本年收入合计123.45万元，其中：一般公共预算财政拨款收入100.00万元。\n"

BOMBS: dict[str, bytes] = {
    "page tree that loops": page_tree_that_loops(),
    "page of 10,000,000 points": huge_page(),
    "form that draws itself": form_that_draws_itself(),
    "forms that draw each other": form_that_draws_itself(3),
    "forms that double": doubling_forms(),
    "black and white, 30,000 x 30,000": png(30_000, 30_000),
    "encrypted": encrypted(),
    "cut in the middle": pdf(9)[:1500],
    "header only": b"%PDF-1.7\n",
    "empty": b"",
    "blank": b" \n\t" * 1000,
    "one line of 50 MB": b"1,234.56 " * 5_600_000,
    "GBK": SENTENCE.encode("gb18030") * 20,
    "UTF-16": SENTENCE.encode("utf-16") * 20,
    "UTF-16 without mark": SENTENCE.encode("utf-16-be") * 20,
    "nothing but brackets": b"(" * 900_000,
    "deeply nested": deep_html(),
    "20,000 pages": many_pages(),
    "zip bomb": zipped("a.txt", b" " * 50_000_000),
    "zip slip": zipped("../../../../tmp/mingzhang-slipped", b"slipped"),
    "workbook with a far cell": zipped("xl/worksheets/sheet1.xml", b'<c r="XFD1048576"><v>1</v></c>'),
    "entity of a file": entities(b'SYSTEM "file:///etc/passwd"'),
    "entities of entities": entities(b"'" + b"lol" * 100 + b"'") * 50,
    "random bytes": bytes((number * 7919 + 13) % 251 for number in range(100_000)),
}
