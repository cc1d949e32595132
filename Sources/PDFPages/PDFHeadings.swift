internal import DocumentModel

/// Puts the outline and the headings found by their looks into one order, and every block under its heading.
struct PDFHeadings {
    private(set) var result: (headings: [Heading], blocks: [Block]) = ([], [])

    private struct Entry {
        var title: String
        var level: Int
        var span: TextSpan
        /// Index into the blocks for a heading that stands in the text.
        var block: Int?
    }

    init(_ outline: [PDFFront.OutlineEntry], _ pages: [Page], _ layouts: [PageLayout], _ text: [UInt8]) {
        var blocks: [Block] = []
        var looks: [PageLayout.BlockLook] = []
        var firstBlock: [Int: Range<Int>] = [:]
        for layout in layouts {
            firstBlock[layout.number] = blocks.count..<blocks.count + layout.blocks.count
            blocks += layout.blocks
            looks += layout.looks
        }
        var taken = Set<Int>()
        var entries: [Entry] = []
        for one in outline where one.page >= 1 && one.page <= pages.count {
            let title = collapsed(one.title)
            guard !title.isEmpty else { continue }
            let candidates = firstBlock[one.page] ?? 0..<0
            let block = Self.block(title, one.top, candidates, blocks, looks, text, taken)
            if let block { taken.insert(block) }
            let span = block.map { blocks[$0].span } ?? Self.place(one, candidates, blocks, looks, pages)
            entries.append(Entry(title: title, level: one.level, span: span, block: block))
        }
        for entry in entries { if let block = entry.block { blocks[block].kind = .heading } }
        let outlined = entries.count
        let ranks = Self.ranks(blocks, looks, except: taken)
        for (index, block) in blocks.enumerated() where block.kind == .heading && !taken.contains(index) {
            let title = collapsed(String(decoding: text[block.span.range], as: UTF8.self))
            entries.append(Entry(title: title, level: ranks[index] ?? 1, span: block.span, block: index))
        }
        result = Self.ordered(entries, outlined, blocks)
    }

    /// Merges by place. What the looks found goes below the outline entry it stands under.
    private static func ordered(
        _ entries: [Entry], _ outlined: Int, _ blocks: [Block]
    ) -> (headings: [Heading], blocks: [Block]) {
        var blocks = blocks
        var headings: [Heading] = []
        var path: [(level: Int, index: Int)] = []
        var outlineLevel = 0
        var next = 0
        var own: [(block: Int, heading: Int)] = []
        let order = entries.indices.sorted {
            (entries[$0].span.start, $0) < (entries[$1].span.start, $1)
        }
        for position in order {
            let entry = entries[position]
            assign(&blocks, &next, before: entry.span.start, path.last?.index)
            let isOutlined = position < outlined
            if isOutlined { outlineLevel = entry.level }
            let level = isOutlined ? entry.level : outlineLevel + entry.level
            while let last = path.last, last.level >= level { path.removeLast() }
            headings.append(
                Heading(title: entry.title, level: level, parent: path.last?.index, span: entry.span))
            path.append((level, headings.count - 1))
            if let block = entry.block { own.append((block, headings.count - 1)) }
        }
        assign(&blocks, &next, before: .max, path.last?.index)
        for (block, heading) in own { blocks[block].heading = heading }
        return (headings, blocks)
    }

    private static func assign(_ blocks: inout [Block], _ next: inout Int, before offset: Int, _ heading: Int?) {
        while next < blocks.count, blocks[next].span.start < offset {
            blocks[next].heading = heading
            next += 1
        }
    }

    /// The block on the entry's page whose text is its title, the nearest to where the entry points.
    private static func block(
        _ title: String, _ top: Float?, _ candidates: Range<Int>, _ blocks: [Block], _ looks: [PageLayout.BlockLook],
        _ text: [UInt8], _ taken: Set<Int>
    ) -> Int? {
        let wanted = Array(title.utf8)
        var best: (index: Int, distance: Float)?
        for index in candidates where !taken.contains(index) {
            let span = blocks[index].span
            guard span.byteCount <= 2 * wanted.count + 40, blocks[index].kind != .tableRow,
                blocks[index].kind != .caption,
                matches(wanted, text[span.range])
            else { continue }
            let distance = abs(looks[index].top - (top ?? 0))
            if distance < best?.distance ?? .infinity { best = (index, distance) }
        }
        return best?.index
    }

    /// Whether a block reads as the title, but for case, white space, and a number before it.
    private static func matches(_ title: [UInt8], _ text: ArraySlice<UInt8>) -> Bool {
        let wanted = letters(title[...])
        let found = letters(text)
        guard !wanted.isEmpty else { return false }
        return found == wanted || (found.count <= wanted.count + 8 && found.hasSuffix(wanted))
            || (wanted.count <= found.count + 8 && found.count > 3 && wanted.hasSuffix(found))
    }

    private static func letters(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        bytes.compactMap { byte in
            if byte >= 65 && byte <= 90 { return byte | 32 }
            return byte > 32 ? byte : nil
        }
    }

    /// Where an entry without a title in the text points: before the first block at its height, or the page's start or end.
    private static func place(
        _ entry: PDFFront.OutlineEntry, _ candidates: Range<Int>, _ blocks: [Block], _ looks: [PageLayout.BlockLook],
        _ pages: [Page]
    ) -> TextSpan {
        let page = pages[entry.page - 1].span
        guard let top = entry.top else { return TextSpan(page.start, page.start) }
        let offset = candidates.first { looks[$0].top >= top - 2 }.map { blocks[$0].span.start } ?? page.end
        return TextSpan(offset, offset)
    }

    /// The level of each heading found by its looks: one for each size, the largest first, bold above plain.
    private static func ranks(_ blocks: [Block], _ looks: [PageLayout.BlockLook], except taken: Set<Int>) -> [Int: Int]
    {
        var sizes = Set<Float>()
        func weight(_ look: PageLayout.BlockLook) -> Float { (look.size * 2).rounded() + (look.isBold ? 0.5 : 0) }
        let found = blocks.indices.filter { blocks[$0].kind == .heading && !taken.contains($0) }
        for index in found { sizes.insert(weight(looks[index])) }
        let order = sizes.sorted(by: >)
        var ranks: [Int: Int] = [:]
        for index in found { ranks[index] = min(6, 1 + (order.firstIndex(of: weight(looks[index])) ?? 0)) }
        return ranks
    }
}

extension [UInt8] {
    fileprivate func hasSuffix(_ other: [UInt8]) -> Bool {
        count >= other.count && self[(count - other.count)...].elementsEqual(other)
    }
}
