internal import DocumentModel

/// A passage while it is packed.
struct Draft {
    private(set) var start: Int
    private(set) var end: Int
    private(set) var weight: Int
    let page: Int
    /// Too much hidden text stands before it.
    let hiddenBefore: Int
    /// What all its text has in common.
    private(set) var heading: Int?
    /// The heading of what was added last.
    private(set) var lastHeading: Int?
    private(set) var lastKind: Passage.Kind
    private(set) var lastBlock: Int
    /// It begins with a heading, so that whoever reads it knows what it is about.
    let startsWithHeading: Bool
    /// Nothing but headings yet.
    private(set) var isHeadingOnly: Bool
    private(set) var tableHeader: TextSpan?
    private var prose = 0
    private var table = 0
    private var code = 0

    init(_ unit: Unit) {
        start = unit.start
        end = unit.end
        weight = 0
        page = unit.page
        hiddenBefore = unit.hiddenBefore
        heading = unit.heading
        lastHeading = unit.heading
        lastKind = unit.passageKind
        lastBlock = unit.block
        startsWithHeading = unit.kind == .heading
        isHeadingOnly = unit.kind == .heading
        count(unit)
    }

    private mutating func add(_ unit: Unit, _ tree: HeadingTree) {
        if isHeadingOnly && unit.kind != .heading {
            heading = unit.heading
        } else if unit.kind != .heading || isHeadingOnly {
            heading = tree.common(heading, unit.heading)
        }
        isHeadingOnly = isHeadingOnly && unit.kind == .heading
        weight += gapWeight(before: unit.start, hidden: unit.hiddenBefore)
        end = unit.end
        lastHeading = unit.heading
        lastKind = unit.passageKind
        lastBlock = unit.block
        count(unit)
    }

    func adding(_ unit: Unit, _ tree: HeadingTree) -> Draft {
        var draft = self
        draft.add(unit, tree)
        return draft
    }

    /// Takes over what follows it.
    mutating func append(_ next: Draft, _ tree: HeadingTree) {
        heading = isHeadingOnly ? next.heading : tree.common(heading, next.heading)
        isHeadingOnly = isHeadingOnly && next.isHeadingOnly
        weight += gapWeight(before: next.start, hidden: next.hiddenBefore) + next.weight
        end = next.end
        prose += next.prose
        table += next.table
        code += next.code
        lastHeading = next.lastHeading
        lastKind = next.lastKind
        lastBlock = next.lastBlock
        tableHeader = tableHeader ?? next.tableHeader.flatMap { outside($0) }
    }

    /// What the white space between it and what follows adds.
    func gapWeight(before start: Int, hidden: Int) -> Int { max(0, start - end - hidden) * TextWeight.ascii }

    /// Whether a header row may be carried: none, one inside the passage, or the one that is carried already.
    func canCarry(_ header: TextSpan?) -> Bool {
        guard let header = header.flatMap({ outside($0) }), let tableHeader else { return true }
        return header == tableHeader
    }

    /// The kind of the larger part.
    var kind: Passage.Kind {
        if table > prose && table >= code { return .table }
        return code > prose ? .code : .prose
    }

    private mutating func count(_ unit: Unit) {
        weight += unit.weight
        switch unit.passageKind {
        case .prose: prose += unit.kind == .heading ? 0 : unit.weight
        case .table: table += unit.weight
        case .code: code += unit.weight
        }
        if let header = unit.tableHeader, tableHeader == nil { tableHeader = outside(header) }
    }

    private func outside(_ header: TextSpan) -> TextSpan? {
        header.isEmpty || (start <= header.start && header.end <= end) ? nil : header
    }
}
