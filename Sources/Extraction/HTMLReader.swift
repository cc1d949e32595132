internal import CHTML
internal import DocumentModel
internal import Glibc

/// Walks the tree of a page and writes down what a browser would show.
struct HTMLReader {
    private typealias Node = UnsafeMutablePointer<GumboNode>

    private struct Frame {
        var node: Node
        var child = 0
        var context: HTMLText.Context
        var isBlock = false
    }

    private let base: UnsafePointer<UInt8>
    private let count: Int
    private let layoutTables: Set<UnsafeMutableRawPointer>
    private let hasStyles: Bool
    private var output = HTMLText()
    private var frames: [Frame] = []
    /// For each open table its header row, once there is one.
    private var headers: [TextSpan?] = []
    private var title: String?
    private var author: String?

    static func read(_ html: [UInt8], into document: inout ExtractedDocument) {
        html.withUnsafeBufferPointer { buffer in
            guard let base = buffer.baseAddress, !buffer.isEmpty else { return }
            var options = kGumboDefaultOptions
            options.max_errors = 0
            let source = UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self)
            guard let tree = gumbo_parse_with_options(&options, source, buffer.count) else { return }
            defer { gumbo_destroy_output(&options, tree) }
            var reader = HTMLReader(tree.pointee.root, base, buffer.count)
            reader.walk(tree.pointee.root)
            reader.output.finish(&document)
            document.title = reader.title
            document.author = reader.author
        }
    }

    private init(_ root: Node, _ base: UnsafePointer<UInt8>, _ count: Int) {
        self.base = base
        self.count = count
        let survey = HTMLSurvey(root)
        layoutTables = survey.layoutTables
        hasStyles = survey.hasStyles
    }

    // MARK: Walking

    private mutating func walk(_ root: Node) {
        frames = [Frame(node: root, context: HTMLText.Context())]
        while let frame = frames.last {
            let children = frame.node.pointee.v.element.children
            guard frame.child < Int(children.length) else {
                leave(frames.removeLast())
                continue
            }
            frames[frames.count - 1].child += 1
            guard let raw = children.data[frame.child] else { continue }
            let child = raw.assumingMemoryBound(to: GumboNode.self)
            switch child.pointee.type {
            case GUMBO_NODE_TEXT, GUMBO_NODE_CDATA, GUMBO_NODE_WHITESPACE: add(child, frame.context)
            case GUMBO_NODE_ELEMENT: enter(child, frame.context)
            default: break
            }
        }
    }

    private mutating func add(_ node: Node, _ context: HTMLText.Context) {
        let text = node.pointee.v.text
        guard let decoded = text.text else { return }
        if node.pointee.type == GUMBO_NODE_WHITESPACE, !context.isPreformatted {
            output.space()
            return
        }
        let length = strlen(decoded)
        decoded.withMemoryRebound(to: UInt8.self, capacity: length) { decoded in
            let decoded = UnsafeBufferPointer(start: decoded, count: length)
            guard let original = place(text.original_text) else {
                output.append(decoded, source: nil, context)
                return
            }
            let source = UnsafeBufferPointer(start: base + original.start, count: original.byteCount)
            HTMLAlignment.walk(source, decoded) { piece, offset in
                output.append(piece, source: offset.map { $0 + original.start }, context)
            }
        }
    }

    private func place(_ piece: GumboStringPiece) -> TextSpan? {
        guard let data = piece.data else { return nil }
        let start = UnsafeRawPointer(base).distance(to: UnsafeRawPointer(data))
        guard start >= 0, start + piece.length <= count else { return nil }
        return TextSpan(start, start + piece.length)
    }

    private mutating func enter(_ node: Node, _ outer: HTMLText.Context) {
        let element = HTMLElement(node)
        if element.tag == GUMBO_TAG_TITLE { title = title ?? element.directText }
        if element.tag == GUMBO_TAG_META, element.attribute("name")?.lowercased() == "author" {
            author = author ?? element.attribute("content")
        }
        guard !element.isLeftOut else { return }
        var context = outer
        if context.hidden == nil { context.hidden = hidingReason(element, &context) }
        var frame = Frame(node: node, context: context)
        switch element.tag {
        case GUMBO_TAG_BR: output.lineBreak(context)
        case GUMBO_TAG_IMG:
            if let alt = element.attribute("alt"), !alt.isEmpty {
                output.space()
                let place = place(element.originalValue("alt"))
                var alt = alt
                alt.withUTF8 { output.append($0, source: matches($0, place) ? place?.start : nil, context) }
                output.space()
            }
            return
        case GUMBO_TAG_A:
            if let target = element.attribute("href"), context.hidden == nil { output.startLink(target) }
        case GUMBO_TAG_TABLE:
            headers.append(nil)
            if !context.isRow { startBlock(.paragraph, &frame) }
        case GUMBO_TAG_TR where !context.isRow && !isInLayoutTable:
            frame.context.isRow = true
            startBlock(.tableRow, &frame, tableHeader: headers.last ?? nil)
        case GUMBO_TAG_TD, GUMBO_TAG_TH:
            if context.isRow {
                if context.hidden == nil { output.cellBreak() }
            } else {
                startBlock(context.kind, &frame)
            }
        default:
            if let kind = element.blockKind(in: outer.kind) {
                frame.context.isPreformatted = context.isPreformatted || element.isPreformatted
                if context.isRow {
                    output.space()
                } else {
                    frame.context.kind = kind
                    startBlock(kind, &frame, headingLevel: element.headingLevel)
                }
            }
        }
        frames.append(frame)
    }

    private mutating func startBlock(
        _ kind: Block.Kind, _ frame: inout Frame, headingLevel: Int? = nil, tableHeader: TextSpan? = nil
    ) {
        frame.isBlock = true
        // A hidden element does not cut the paragraph around it.
        guard frame.context.hidden == nil else { return }
        output.startBlock(kind, headingLevel: headingLevel, tableHeader: tableHeader)
    }

    private mutating func leave(_ frame: Frame) {
        let element = HTMLElement(frame.node)
        switch element.tag {
        case GUMBO_TAG_A: output.endLink()
        case GUMBO_TAG_TABLE: if !headers.isEmpty { headers.removeLast() }
        case GUMBO_TAG_TR where frame.isBlock && frame.context.hidden == nil:
            let span = output.endBlock()
            if let span, let last = headers.indices.last, headers[last] == nil, element.isHeaderRow {
                headers[last] = span
            }
            output.startBlock(frames.last?.context.kind ?? .paragraph)
            return
        default: break
        }
        if frame.isBlock, frame.context.hidden == nil {
            output.startBlock(frames.last?.context.kind ?? .paragraph)
        } else if frame.isBlock {
            output.space()
        }
    }

    private var isInLayoutTable: Bool {
        for frame in frames.reversed() where HTMLElement(frame.node).tag == GUMBO_TAG_TABLE {
            return layoutTables.contains(UnsafeMutableRawPointer(frame.node))
        }
        return true
    }

    private func matches(_ text: UnsafeBufferPointer<UInt8>, _ place: TextSpan?) -> Bool {
        guard let place, place.byteCount == text.count else { return false }
        return UnsafeBufferPointer(start: base + place.start, count: place.byteCount).elementsEqual(text)
    }

    // MARK: Visibility

    private func hidingReason(_ element: HTMLElement, _ context: inout HTMLText.Context) -> HiddenText.Reason? {
        var visibility = Visibility()
        for name in ["hidden", "aria-hidden", "style"] {
            if let value = element.attribute(name) { visibility.read(name, value) }
        }
        if let reason = visibility.reason { return reason }
        if element.isDialog, element.attribute("open") == nil { return .attribute }
        let style = element.attribute("style").map(InlineStyle.init(_:))
        let color = style?.color ?? element.attribute("color").flatMap { StyleColor($0.lowercased()) }
        let background = style?.background ?? element.attribute("bgcolor").flatMap { StyleColor($0.lowercased()) }
        if let background, !background.isTransparent { context.background = background }
        if let color { context.color = color }
        guard color != nil || background != nil, let text = context.color else { return nil }
        // Without any style sheet a page is white.
        let paper = context.background ?? (hasStyles ? nil : StyleColor("white"))
        return text == paper ? .color : nil
    }
}
