import CPoppler
import DocumentModel
import PDFPages

/// The links of a page that lead out of the document.
struct PageLinks {
    private var links: [(area: PDFBox, target: String)] = []
    private static let mostLinks = 2_000

    var isEmpty: Bool { links.isEmpty }

    init(page: OpaquePointer, height: Double) {
        guard let list = poppler_page_get_link_mapping(page) else { return }
        defer { poppler_page_free_link_mapping(list) }
        var element: UnsafeMutablePointer<GList>? = list
        while let current = element, links.count < Self.mostLinks {
            element = current.pointee.next
            guard let data = current.pointee.data else { continue }
            let mapping = data.assumingMemoryBound(to: PopplerLinkMapping.self).pointee
            guard let action = mapping.action, action.pointee.type == POPPLER_ACTION_URI,
                let target = action.pointee.uri.uri
            else { continue }
            // Links count from the bottom of the page, text from its top.
            let area = PDFBox(
                left: Float(mapping.area.x1), top: Float(height - mapping.area.y2), right: Float(mapping.area.x2),
                bottom: Float(height - mapping.area.y1))
            links.append((area, String(cString: target)))
        }
    }

    /// The links whose area covers text: from the first to the last character with its middle inside.
    func spans(in assembler: PageTextAssembler, _ boxes: UnsafeBufferPointer<Double>) -> [Link] {
        var spans = [TextSpan?](repeating: nil, count: links.count)
        forEachCodePoint(of: assembler) { offset, length, rectangle in
            guard rectangle >= 0, assembler.text[offset] > 32 else { return }
            let box = boxes.box(rectangle)
            let (x, y) = ((box.left + box.right) / 2, (box.top + box.bottom) / 2)
            for (index, link) in links.enumerated()
            where link.area.left <= x && x <= link.area.right && link.area.top <= y && y <= link.area.bottom {
                let span = TextSpan(offset, offset + length)
                spans[index] = spans[index]?.union(span) ?? span
            }
        }
        return zip(links, spans).compactMap { link, span in span.map { Link($0, target: link.target) } }
            .sorted { $0.span < $1.span }
    }
}
