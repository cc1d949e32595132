internal import CHTML
internal import DocumentModel

/// An element of the tree, with what its tag means for text.
struct HTMLElement {
    private let node: UnsafeMutablePointer<GumboNode>
    let tag: GumboTag

    init(_ node: UnsafeMutablePointer<GumboNode>) {
        self.node = node
        tag = node.pointee.type == GUMBO_NODE_ELEMENT ? node.pointee.v.element.tag : GUMBO_TAG_UNKNOWN
    }

    func attribute(_ name: String) -> String? {
        guard let attribute = found(name) else { return nil }
        return String(cString: attribute.pointee.value)
    }

    /// Where an attribute's value stands in the source, without quotes.
    func originalValue(_ name: String) -> GumboStringPiece {
        guard let attribute = found(name) else { return GumboStringPiece(data: nil, length: 0) }
        var piece = attribute.pointee.original_value
        if piece.length >= 2, let data = piece.data, data[0] == 0x22 || data[0] == 0x27 {
            piece.data = data + 1
            piece.length -= 2
        }
        return piece
    }

    private func found(_ name: String) -> UnsafeMutablePointer<GumboAttribute>? {
        withUnsafePointer(to: &node.pointee.v.element.attributes) { gumbo_get_attribute($0, name) }
    }

    /// The text of an element that holds only text, white space collapsed; nil when there is none.
    var directText: String? {
        let children = node.pointee.v.element.children
        var words: [Substring] = []
        for index in 0..<Int(children.length) {
            guard let child = children.data[index]?.assumingMemoryBound(to: GumboNode.self),
                child.pointee.type == GUMBO_NODE_TEXT, let text = child.pointee.v.text.text
            else { continue }
            words += String(cString: text).split(whereSeparator: \.isWhitespace)
        }
        return words.isEmpty ? nil : words.joined(separator: " ")
    }

    /// Elements that are no part of the page's text.
    var isLeftOut: Bool {
        switch tag {
        case GUMBO_TAG_SCRIPT, GUMBO_TAG_STYLE, GUMBO_TAG_TEMPLATE, GUMBO_TAG_NOSCRIPT, GUMBO_TAG_NAV, GUMBO_TAG_TITLE,
            GUMBO_TAG_IFRAME, GUMBO_TAG_OBJECT, GUMBO_TAG_EMBED, GUMBO_TAG_CANVAS, GUMBO_TAG_AUDIO, GUMBO_TAG_VIDEO,
            GUMBO_TAG_SELECT, GUMBO_TAG_DATALIST, GUMBO_TAG_META, GUMBO_TAG_LINK, GUMBO_TAG_NOFRAMES, GUMBO_TAG_DESC,
            GUMBO_TAG_ANNOTATION_XML, GUMBO_TAG_RP:
            return true
        default:
            return attribute("role")?.lowercased() == "navigation"
        }
    }

    var headingLevel: Int? {
        switch tag {
        case GUMBO_TAG_H1: 1
        case GUMBO_TAG_H2: 2
        case GUMBO_TAG_H3: 3
        case GUMBO_TAG_H4: 4
        case GUMBO_TAG_H5: 5
        case GUMBO_TAG_H6: 6
        default: nil
        }
    }

    var isPreformatted: Bool { tag == GUMBO_TAG_PRE || tag == GUMBO_TAG_LISTING || tag == GUMBO_TAG_XMP }

    /// The kind of the block that the element starts, inside one of another kind; nil for elements within lines.
    func blockKind(in outer: Block.Kind) -> Block.Kind? {
        let inherited: Block.Kind = outer == .listItem || outer == .quote ? outer : .paragraph
        switch tag {
        case GUMBO_TAG_H1, GUMBO_TAG_H2, GUMBO_TAG_H3, GUMBO_TAG_H4, GUMBO_TAG_H5, GUMBO_TAG_H6: return .heading
        case GUMBO_TAG_LI, GUMBO_TAG_DT, GUMBO_TAG_DD: return .listItem
        case GUMBO_TAG_BLOCKQUOTE: return .quote
        case GUMBO_TAG_PRE, GUMBO_TAG_LISTING, GUMBO_TAG_XMP: return .code
        case GUMBO_TAG_CAPTION, GUMBO_TAG_FIGCAPTION: return .caption
        case GUMBO_TAG_P, GUMBO_TAG_DIV, GUMBO_TAG_UL, GUMBO_TAG_OL, GUMBO_TAG_DL, GUMBO_TAG_ARTICLE, GUMBO_TAG_SECTION,
            GUMBO_TAG_ASIDE, GUMBO_TAG_HEADER, GUMBO_TAG_FOOTER, GUMBO_TAG_MAIN, GUMBO_TAG_FIGURE, GUMBO_TAG_ADDRESS,
            GUMBO_TAG_FORM, GUMBO_TAG_FIELDSET, GUMBO_TAG_LEGEND, GUMBO_TAG_DETAILS, GUMBO_TAG_SUMMARY,
            GUMBO_TAG_CENTER,
            GUMBO_TAG_HR, GUMBO_TAG_TEXTAREA, GUMBO_TAG_BODY, GUMBO_TAG_MENU, GUMBO_TAG_HGROUP,
            GUMBO_TAG_TR, GUMBO_TAG_DIR:
            return inherited
        default: return isDialog ? inherited : nil
        }
    }

    /// The parser is older than `dialog`.
    var isDialog: Bool {
        guard tag == GUMBO_TAG_UNKNOWN, node.pointee.type == GUMBO_NODE_ELEMENT else { return false }
        let piece = node.pointee.v.element.original_tag
        guard let data = piece.data else { return false }
        let name = UnsafeBufferPointer(start: data, count: min(piece.length, 7)).map { UInt8(bitPattern: $0) | 0x20 }
        return name.elementsEqual("<dialog".utf8.map { $0 | 0x20 })
    }

    /// Whether a row is made of header cells, or stands in the table's head.
    var isHeaderRow: Bool {
        if let parent = node.pointee.parent, HTMLElement(parent).tag == GUMBO_TAG_THEAD { return true }
        let children = node.pointee.v.element.children
        var hasCells = false
        for index in 0..<Int(children.length) {
            guard let child = children.data[index]?.assumingMemoryBound(to: GumboNode.self) else { continue }
            switch HTMLElement(child).tag {
            case GUMBO_TAG_TH: hasCells = true
            case GUMBO_TAG_TD: return false
            default: break
            }
        }
        return hasCells
    }
}

/// What has to be known of a page before its text is read.
struct HTMLSurvey {
    /// Tables that lay out the page: they hold tables, headings or lists.
    private(set) var layoutTables: Set<UnsafeMutableRawPointer> = []
    /// Whether style sheets may color what the elements do not.
    private(set) var hasStyles = false

    init(_ root: UnsafeMutablePointer<GumboNode>) {
        var stack: [(node: UnsafeMutablePointer<GumboNode>, table: UnsafeMutableRawPointer?)] = [(root, nil)]
        while let (node, outer) = stack.popLast() {
            guard node.pointee.type == GUMBO_NODE_ELEMENT else { continue }
            let element = HTMLElement(node)
            var table = outer
            switch element.tag {
            case GUMBO_TAG_TABLE:
                if let outer { layoutTables.insert(outer) }
                table = UnsafeMutableRawPointer(node)
            case GUMBO_TAG_H1, GUMBO_TAG_H2, GUMBO_TAG_H3, GUMBO_TAG_PRE, GUMBO_TAG_BLOCKQUOTE:
                if let outer { layoutTables.insert(outer) }
            case GUMBO_TAG_STYLE: hasStyles = true
            case GUMBO_TAG_LINK:
                if element.attribute("rel")?.lowercased().contains("stylesheet") ?? false { hasStyles = true }
            default: break
            }
            let children = node.pointee.v.element.children
            for index in 0..<Int(children.length) {
                if let child = children.data[index] {
                    stack.append((child.assumingMemoryBound(to: GumboNode.self), table))
                }
            }
        }
    }
}
