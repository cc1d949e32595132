internal import DocumentModel

/// The outline as a tree that can be asked which heading two places have in common. Nil is the document itself.
struct HeadingTree {
    private let parents: [Int?]
    private let depths: [Int]

    /// More levels than this are not climbed: outlines made to cost time have them, books do not.
    private static let climb = 64

    init(_ headings: [Heading]) {
        var parents: [Int?] = []
        var depths: [Int] = []
        parents.reserveCapacity(headings.count)
        depths.reserveCapacity(headings.count)
        for (index, heading) in headings.enumerated() {
            // A parent stands before its children; anything else would make the tree a circle.
            let parent = heading.parent.flatMap { $0 >= 0 && $0 < index ? $0 : nil }
            parents.append(parent)
            depths.append(parent.map { depths[$0] + 1 } ?? 0)
        }
        self.parents = parents
        self.depths = depths
    }

    /// The heading a block names, when there is such a heading.
    func known(_ heading: Int?) -> Int? { heading.flatMap { parents.indices.contains($0) ? $0 : nil } }

    func parent(_ heading: Int?) -> Int? { heading.flatMap { parents[$0] } }

    /// The nearest heading that both stand under, themselves included.
    func common(_ a: Int?, _ b: Int?) -> Int? {
        var a = a
        var b = b
        for _ in 0..<HeadingTree.climb {
            guard let x = a, let y = b else { return nil }
            if x == y { return x }
            if depths[x] >= depths[y] { a = parents[x] } else { b = parents[y] }
        }
        return nil
    }

    func descends(_ heading: Int?, from ancestor: Int?) -> Bool { common(heading, ancestor) == ancestor }
}
