import CPoppler
import DocumentModel
import Glibc
import PDFPages

/// Reads what there is to know of one page.
struct PageReader {
    private let page: OpaquePointer
    private let number: Int
    private let document: OpenDocument?
    private let width: Double
    private let height: Double

    init(page: OpaquePointer, number: Int, of document: OpenDocument? = nil) {
        self.page = page
        self.number = number
        self.document = document
        var (width, height) = (0.0, 0.0)
        poppler_page_get_size(page, &width, &height)
        // A page beyond all measure is read as one without measure.
        self.width = width < 1e6 ? width : 0
        self.height = height < 1e6 ? height : 0
    }

    func read(_ checkInk: Bool) -> PDFPage {
        var result = PDFPage(number: number, width: Float(width), height: Float(height))
        let links = PageLinks(page: page, height: height)
        let runs = runs()
        let keeps = checkInk || !links.isEmpty || runs.contains { $0.isFaint }
        withAssembledText(runs, keepsRectangles: keeps) { assembler, boxes, notes in
            result.text = assembler.text
            result.lines = assembler.lines
            result.cells = assembler.cells
            result.hidden = assembler.hidden
            result.notes = notes
            if !links.isEmpty { result.links = links.spans(in: assembler, boxes) }
            if keeps, checkInk || !assembler.faint.isEmpty {
                let words = PageWords(assembler, boxes)
                let suspects = checkInk ? words.all : words.overlapping(assembler.faint)
                let blank = PageInk(page: page, width: width, height: height).wordsWithoutInk(suspects)
                result.hidden = hiddenText(assembler, withoutInk: blank)
            }
        }
        if result.text.allSatisfy({ $0 <= 32 }), hasPicture { result.notes.insert(.onlyPicture) }
        if let label = take(poppler_page_get_label(page)), label != String(number) { result.label = label }
        // Last, because it changes the page.
        if let document { result.rotation = document.rotation(of: page) }
        return result
    }

    /// The boxes of a range of code points of the page's text: one for each line it touches.
    func boxes(of range: Range<Int>) -> [PDFBox] {
        withAssembledText(runs(), keepsRectangles: true) { assembler, boxes, _ in
            PageWords.lineBoxes(of: range, assembler, boxes)
        }
    }

    private func withAssembledText<Result>(
        _ runs: [PDFRun], keepsRectangles: Bool,
        _ body: (PageTextAssembler, UnsafeBufferPointer<Double>, PDFPage.Notes) -> Result
    ) -> Result {
        var notes: PDFPage.Notes = []
        var rectangles: UnsafeMutablePointer<PopplerRectangle>?
        var count: guint = 0
        let text = poppler_page_get_text(page)
        defer { g_free(text) }
        poppler_page_get_text_layout(page, &rectangles, &count)
        defer { g_free(rectangles) }
        // PopplerRectangle is four doubles: left, top, right, bottom of the page as displayed.
        let boxes = UnsafeBufferPointer(
            start: UnsafeRawPointer(rectangles)?.assumingMemoryBound(to: Double.self), count: 4 * Int(count))
        let length = text.map { strlen($0) } ?? 0
        let bytes = UnsafeRawBufferPointer(start: text, count: length).bindMemory(to: UInt8.self)
        func assemble(_ bytes: UnsafeBufferPointer<UInt8>, _ boxes: UnsafeBufferPointer<Double>) -> Result {
            let assembler = PageTextAssembler(
                source: bytes, boxes: boxes, runs: runs, width: Float(width), height: Float(height),
                keepsRectangles: keepsRectangles)
            return body(assembler, boxes, notes)
        }
        let fields = FormFields(page: page, height: height)
        // The library ends the text at a zero character, but goes on giving rectangles.
        if codePointCount(bytes) < Int(count) { notes.insert(.textCut) }
        if !fields.text.isEmpty {
            let all = String(decoding: bytes, as: UTF8.self).utf8 + fields.text
            return Array(all).withUnsafeBufferPointer { bytes in
                (Array(boxes) + fields.boxes).withUnsafeBufferPointer { assemble(bytes, $0) }
            }
        }
        if g_utf8_validate(text, gssize(length), nil) != 0 || text == nil { return assemble(bytes, boxes) }
        notes.insert(.textRepaired)
        return Array(String(decoding: bytes, as: UTF8.self).utf8).withUnsafeBufferPointer { assemble($0, boxes) }
    }

    private func runs() -> [PDFRun] {
        guard let list = poppler_page_get_text_attributes(page) else { return [] }
        defer { poppler_page_free_text_attributes(list) }
        var runs: [PDFRun] = []
        var fonts = document?.fonts ?? FontLooks()
        var element: UnsafeMutablePointer<GList>? = list
        while let current = element {
            element = current.pointee.next
            guard let data = current.pointee.data else { continue }
            let look = data.assumingMemoryBound(to: PopplerTextAttributes.self).pointee
            // Close to white; whether it stands on paper or on a dark ground, the ink decides.
            let isFaint = min(look.color.red, look.color.green, look.color.blue) > 0xE000
            runs.append(
                PDFRun(
                    end: Int(look.end_index) + 1, size: Float(look.font_size),
                    style: look.font_name.map { fonts.style(of: $0) } ?? [], isFaint: isFaint))
        }
        document?.fonts = fonts
        return runs
    }

    private var hasPicture: Bool {
        guard let pictures = poppler_page_get_image_mapping(page) else { return false }
        poppler_page_free_image_mapping(pictures)
        return true
    }

    /// What the assembler found by size and place, and the words without ink, in order.
    private func hiddenText(_ assembler: PageTextAssembler, withoutInk: [PageWords.Word]) -> [HiddenText] {
        let blank = withoutInk.filter { word in !assembler.hidden.contains { $0.span.overlaps(word.span) } }
            .map { word in
                let isFaint = assembler.faint.contains { $0.overlaps(word.span) }
                return HiddenText(word.span, isFaint ? .color : .covered)
            }
        let telling = joinedAcrossSpace(blank, in: assembler.text).filter { saysSomething($0.span, in: assembler.text) }
        return joinedAcrossSpace((assembler.hidden + telling).sorted { $0.span < $1.span }, in: assembler.text)
    }
}

/// Neighbours of one reason with only white space between them are one span.
private func joinedAcrossSpace(_ hidden: [HiddenText], in text: [UInt8]) -> [HiddenText] {
    var joined: [HiddenText] = []
    for next in hidden {
        if let last = joined.last, last.reason == next.reason,
            text[last.span.end..<next.span.start].allSatisfy({ $0 <= 32 })
        {
            joined[joined.count - 1].span = last.span.union(next.span)
        } else {
            joined.append(next)
        }
    }
    return joined
}

/// Whether a text without ink can be a message: a few letters or digits of any script. Boxes to tick, bullets of a font that
/// is not there, marks of vertical writing and a single thin letter may leave no ink, and hide nothing.
private func saysSomething(_ span: TextSpan, in text: [UInt8]) -> Bool {
    var meaning = 0
    for scalar in String(decoding: text[span.range], as: UTF8.self).unicodeScalars {
        switch scalar.properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .decimalNumber: meaning += 1
        // A character of a script like Chinese is a word.
        case .otherLetter: meaning += 2
        default: break
        }
        if meaning > 2 { return true }
    }
    return false
}

extension OpenDocument {
    /// The page's rotation in degrees clockwise. The library has no question for it, but stores an annotation that is
    /// put into the displayed page's lower left corner at the place it has on the page before rotation.
    func rotation(of page: OpaquePointer) -> Int {
        var corner = PopplerRectangle(x1: 0, y1: 0, x2: 0, y2: 0)
        guard let note = withDocument({ poppler_annot_text_new($0, &corner) }) else { return 0 }
        defer { g_object_unref(UnsafeMutableRawPointer(note)) }
        poppler_page_add_annot(page, note)
        var crop = PopplerRectangle()
        poppler_page_get_crop_box(page, &crop)
        poppler_annot_get_rectangle(note, &corner)
        switch (corner.x1 > (crop.x2 - crop.x1) / 2, corner.y1 > (crop.y2 - crop.y1) / 2) {
        case (false, false): return 0
        case (true, false): return 90
        case (true, true): return 180
        case (false, true): return 270
        }
    }
}
