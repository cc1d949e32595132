"""Puts set pages, their fonts, pictures, labels and outline together into one PDF file."""

from pdf import PDFFile, text_string
from typeset import SCAN_HEIGHT, SCAN_WIDTH


def file(layout):
    """The bytes of a PDF of the pages that a `Typesetter` has set."""
    settings, out = layout.source.settings, PDFFile()
    catalog, tree = out.reserve(), out.reserve()
    info = out.add(f"<< /Title {text_string(settings['title'])} "
                   f"/Author {text_string(settings.get('author', 'Tarnwick Energy'))} >>")
    names = {"R": "TWCORP+OpenSans", "B": "TWCORP+OpenSans-Semibold", "I": "TWCORP+OpenSans-Italic"}
    fonts = " ".join(
        f"/{s} {out.font(layout.faces[s], names[s], layout.used[s])} 0 R" for s in "RBI" if layout.used[s])
    kids = []
    for number, body in enumerate(layout.pages):
        pictures = ""
        if number in layout.pictures:
            picture = out.stream(
                layout.pictures[number],
                f"/Type /XObject /Subtype /Image /Width {SCAN_WIDTH} /Height {SCAN_HEIGHT} "
                "/BitsPerComponent 2 /ColorSpace /DeviceGray")
            pictures = f" /XObject << /Scan {picture} 0 R >>"
        content = out.stream("\n".join(body).encode("ascii"))
        kids.append(out.add(
            f"<< /Type /Page /Parent {tree} 0 R /MediaBox [0 0 {layout.paper_width} {layout.paper_height}] "
            f"/Contents {content} 0 R /Resources << /Font << {fonts} >>{pictures} >> >>"))
    out.put(tree, f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{k} 0 R' for k in kids)}] >>")
    entries = f"/Type /Catalog /Pages {tree} 0 R /Lang ({settings.get('language', 'en')})"
    if layout.outline:
        entries += f" /Outlines {_outline(layout.outline, out, kids)} 0 R /PageMode /UseOutlines"
    if layout.roman:
        entries += f" /PageLabels << /Nums [0 << /S /r >> {layout.roman} << /S /D >>] >>"
    out.put(catalog, f"<< {entries} >>")
    return out.bytes(catalog, info)


def _outline(entries, out, kids):
    root = out.reserve()
    chapters = []
    for entry in entries:
        if entry[0] == 1 or not chapters:
            chapters.append((entry, []))
        else:
            chapters[-1][1].append(entry)
    numbers = [out.reserve() for _ in chapters]
    for index, (chapter, sections) in enumerate(chapters):
        under = [out.reserve() for _ in sections]
        for place, section in enumerate(sections):
            out.put(under[place], _outline_entry(section, numbers[index], under, place, kids))
        children = f" /First {under[0]} 0 R /Last {under[-1]} 0 R /Count -{len(under)}" if under else ""
        out.put(numbers[index], _outline_entry(chapter, root, numbers, index, kids, children))
    return out.put(root, f"<< /Type /Outlines /First {numbers[0]} 0 R /Last {numbers[-1]} 0 R /Count {len(numbers)} >>")


def _outline_entry(entry, parent, siblings, place, kids, children=""):
    _, title, page, y = entry
    links = f" /Prev {siblings[place - 1]} 0 R" if place else ""
    links += f" /Next {siblings[place + 1]} 0 R" if place + 1 < len(siblings) else ""
    return (f"<< /Title {text_string(title)} /Parent {parent} 0 R{links}{children} "
            f"/Dest [{kids[page]} 0 R /XYZ 0 {y:.0f} null] >>")
