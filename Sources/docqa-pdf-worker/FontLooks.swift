import CPoppler
import Glibc
import PDFPages

/// What the names of fonts say of their looks; names are met again and again, so each is judged once.
struct FontLooks {
    private var known: [(name: [CChar], style: PDFLine.Style)] = []

    mutating func style(of name: UnsafePointer<CChar>) -> PDFLine.Style {
        if let index = known.firstIndex(where: { strcmp($0.name, name) == 0 }) { return known[index].style }
        let style = Self.judge(String(cString: name).lowercased())
        // A hostile document may name a font anew for each word.
        if known.count < 64 { known.append((Array(UnsafeBufferPointer(start: name, count: strlen(name) + 1)), style)) }
        return style
    }

    private static func judge(_ name: String) -> PDFLine.Style {
        var style: PDFLine.Style = []
        if ["bold", "black", "heavy", "demi", "-semi", "cmbx"].contains(where: name.contains) { style.insert(.bold) }
        if ["italic", "oblique", "cmti", "slanted"].contains(where: name.contains) { style.insert(.italic) }
        if ["mono", "courier", "consol", "menlo", "typewriter", "cmtt", "code"].contains(where: name.contains) {
            style.insert(.fixedPitch)
        }
        return style
    }
}
