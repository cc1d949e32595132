internal import DocumentModel

/// Packs units into passages.
struct Packer {
    let document: ExtractedDocument
    let text: UnsafeBufferPointer<UInt8>
    let sizes: Sizes
    let tree: HeadingTree
    private(set) var drafts: [Draft] = []
    private var open: Draft?
    /// Headings and introductions at the end of `open` that go with what follows them, and `open` without them.
    private var introduction: (draft: Draft, before: Draft?)?

    init(_ document: ExtractedDocument, _ text: UnsafeBufferPointer<UInt8>, _ sizes: Sizes, _ tree: HeadingTree) {
        self.document = document
        self.text = text
        self.sizes = sizes
        self.tree = tree
    }

    mutating func add(_ unit: Unit) {
        guard let draft = open else { return begin(with: unit) }
        if joins(unit, draft) {
            open = draft.adding(unit, tree)
            remember(unit, before: draft)
        } else if case (let leading, let before?)? = introduction, joins(unit, leading) {
            emit(before)
            open = leading.adding(unit, tree)
            introduction = (leading, nil)
            remember(unit, before: leading)
        } else {
            emit(draft)
            begin(with: unit)
        }
    }

    private mutating func begin(with unit: Unit) {
        open = Draft(unit)
        introduction = nil
        remember(unit, before: nil)
    }

    mutating func finish() {
        if let draft = open { emit(draft) }
        open = nil
    }

    // MARK: - What belongs together

    private func joins(_ unit: Unit, _ draft: Draft) -> Bool {
        let weight = draft.weight + draft.gapWeight(before: unit.start, hidden: unit.hiddenBefore) + unit.weight
        guard unit.page == draft.page, unit.hiddenBefore <= Sizes.hiddenBetween, weight <= sizes.cap,
            unit.end - draft.start <= sizes.bytes, draft.canCarry(unit.tableHeader)
        else { return false }
        if unit.kind != .heading && unit.heading == draft.lastHeading { return joinsInSection(unit, draft, weight) }
        return joinsAcrossSections(unit, draft, weight)
    }

    private func joinsInSection(_ unit: Unit, _ draft: Draft, _ weight: Int) -> Bool {
        if draft.isHeadingOnly { return true }
        let isSmall = draft.weight < sizes.small
        let startsGroup = unit.passageKind != draft.lastKind && unit.passageKind != .prose
        if startsGroup && !isSmall {
            // A table or listing that needs passages of its own begins one.
            return draft.weight + groupWeight(unit, upTo: sizes.target) <= sizes.target
        }
        return weight <= (isSmall ? sizes.tolerance : sizes.target)
    }

    /// A heading stays with what stands below it; sections are packed only when one is tiny, and only when each shows
    /// its own heading.
    private func joinsAcrossSections(_ unit: Unit, _ draft: Draft, _ weight: Int) -> Bool {
        guard unit.kind == .heading || draft.isHeadingOnly else { return false }
        if draft.isHeadingOnly && unit.heading != draft.lastHeading
            && tree.descends(unit.heading, from: draft.lastHeading)
        {
            return true
        }
        guard unit.kind == .heading else { return false }
        let section = sectionWeight(unit, upTo: sizes.target)
        guard draft.weight + section <= sizes.target else { return false }
        if tree.descends(unit.heading, from: draft.heading) {
            return section <= sizes.tinySection || draft.weight <= sizes.tinySection
        }
        return draft.startsWithHeading && tree.parent(unit.heading) == tree.parent(draft.heading)
            && section <= sizes.tinySection && draft.weight <= sizes.tinySection
    }

    /// The weight of the table or listing that a unit begins.
    private func groupWeight(_ unit: Unit, upTo limit: Int) -> Int {
        var weight = unit.weight
        var index = unit.block + 1
        while index < document.blocks.count, weight <= limit {
            let block = document.blocks[index]
            guard block.kind == unit.kind, block.heading == unit.heading, block.kind == .tableRow else { break }
            weight += max(1, TextWeight.of(block.span.range, in: text, knownUpTo: limit))
            index += 1
        }
        return weight
    }

    /// The weight of a heading and the text right below it, without its subsections.
    private func sectionWeight(_ unit: Unit, upTo limit: Int) -> Int {
        var weight = unit.weight
        var index = unit.block + 1
        while index < document.blocks.count, weight <= limit {
            let block = document.blocks[index]
            guard block.kind != .heading, tree.known(block.heading) == unit.heading else { break }
            weight += max(1, TextWeight.of(block.span.range, in: text, knownUpTo: limit))
            index += 1
        }
        return weight
    }

    // MARK: - Introductions

    /// Keeps in mind where the headings and introductions at the end of `open` begin.
    private mutating func remember(_ unit: Unit, before: Draft?) {
        if !leads(unit) {
            introduction = nil
        } else if let known = introduction {
            introduction = (known.draft.adding(unit, tree), known.before)
        } else {
            introduction = (Draft(unit), before)
        }
    }

    private func leads(_ unit: Unit) -> Bool {
        if unit.kind == .heading { return true }
        guard unit.kind == .paragraph, unit.weight <= sizes.small else { return false }
        return text[unit.end - 1] == 0x3A
    }

    // MARK: - Finished passages

    private mutating func emit(_ draft: Draft) {
        if let last = drafts.last, isRest(draft, of: last) {
            drafts[drafts.count - 1].append(draft, tree)
        } else {
            drafts.append(draft)
        }
    }

    /// Whether a draft is only the small end of what the passage before it is about.
    private func isRest(_ draft: Draft, of last: Draft) -> Bool {
        draft.weight < sizes.small && !draft.startsWithHeading && draft.page == last.page
            && draft.hiddenBefore <= Sizes.hiddenBetween && draft.heading == last.lastHeading
            && draft.heading == last.heading
            && last.weight + last.gapWeight(before: draft.start, hidden: draft.hiddenBefore) + draft.weight
                <= sizes.tolerance
            && draft.end - last.start <= sizes.bytes && last.canCarry(draft.tableHeader)
    }
}
