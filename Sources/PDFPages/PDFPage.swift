package import DocumentModel

/// What was read of one page. All spans are relative to the page's text.
package struct PDFPage: Sendable, Equatable {
    /// Counted from 1.
    package var number: Int
    package var label: String?
    /// Degrees clockwise.
    package var rotation: Int
    /// In points, as displayed.
    package var width: Float
    package var height: Float
    package var text: [UInt8]
    package var lines: [PDFLine]
    /// The cells of all lines that have more than one, in the lines' order.
    package var cells: [PDFCell]
    package var hidden: [HiddenText]
    package var links: [Link]
    package var notes: Notes

    /// What a person should know about the reading of a page.
    package struct Notes: OptionSet, Sendable, Hashable {
        package let rawValue: UInt8
        package init(rawValue: UInt8) { self.rawValue = rawValue }

        /// There is a picture and no text.
        package static let onlyPicture = Notes(rawValue: 1)
        /// The PDF library stopped inside the page's text.
        package static let textCut = Notes(rawValue: 2)
        /// The text was not valid UTF-8 and was repaired.
        package static let textRepaired = Notes(rawValue: 4)
    }

    package init(
        number: Int, label: String? = nil, rotation: Int = 0, width: Float = 0, height: Float = 0, text: [UInt8] = [],
        lines: [PDFLine] = [], cells: [PDFCell] = [], hidden: [HiddenText] = [], links: [Link] = [], notes: Notes = []
    ) {
        self.number = number
        self.label = label
        self.rotation = rotation
        self.width = width
        self.height = height
        self.text = text
        self.lines = lines
        self.cells = cells
        self.hidden = hidden
        self.links = links
        self.notes = notes
    }
}

/// One line of a page's text: where it stands and how it looks.
package struct PDFLine: Sendable, Hashable, BitwiseCopyable {
    /// The first and the last but one byte, without surrounding white space.
    package var start: UInt32
    package var end: UInt32
    package var box: PDFBox
    /// The font size of most of it, in points.
    package var size: Float
    package var style: Style
    /// How many cells it has in `PDFPage.cells`; 0 for an ordinary line.
    package var cells: UInt16

    package struct Style: OptionSet, Sendable, Hashable, BitwiseCopyable {
        package let rawValue: UInt16
        package init(rawValue: UInt16) { self.rawValue = rawValue }

        package static let bold = Style(rawValue: 1)
        package static let italic = Style(rawValue: 2)
        package static let fixedPitch = Style(rawValue: 4)
    }

    package init(start: Int, end: Int, box: PDFBox, size: Float = 10, style: Style = [], cells: Int = 0) {
        self.start = UInt32(start)
        self.end = UInt32(end)
        self.box = box
        self.size = size
        self.style = style
        self.cells = UInt16(cells)
    }
}

/// A piece of a line with a wide gap on each side.
package struct PDFCell: Sendable, Hashable, BitwiseCopyable {
    /// The first byte.
    package var start: UInt32
    package var left: Float
    package var right: Float

    package init(start: Int, left: Float, right: Float) {
        self.start = UInt32(start)
        self.left = left
        self.right = right
    }
}

/// A rectangle on a page as it is displayed, in points from the upper left corner.
package struct PDFBox: Sendable, Hashable, BitwiseCopyable {
    package var left: Float
    package var top: Float
    package var right: Float
    package var bottom: Float

    package init(left: Float, top: Float, right: Float, bottom: Float) {
        self.left = left
        self.top = top
        self.right = right
        self.bottom = bottom
    }

    /// Far larger than any page, and safe to calculate with: what goes over the wire is kept within it.
    private static let farthest: Float = 1_000_000

    static func bounded(_ value: Float) -> Float { value >= -farthest && value <= farthest ? value : 0 }

    var isBounded: Bool { bounded == self }

    /// Hostile pages have boxes beyond all measure, or boxes that are not numbers.
    var bounded: PDFBox {
        PDFBox(
            left: Self.bounded(left), top: Self.bounded(top), right: Self.bounded(right), bottom: Self.bounded(bottom))
    }

    package var width: Float { right - left }
    package var height: Float { bottom - top }

    package func union(_ other: PDFBox) -> PDFBox {
        PDFBox(
            left: min(left, other.left), top: min(top, other.top), right: max(right, other.right),
            bottom: max(bottom, other.bottom))
    }
}
