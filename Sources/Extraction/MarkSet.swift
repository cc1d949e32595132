internal import DocumentModel

/// Spans of markup, added in any order, given out in order and without overlap.
struct MarkSet {
    private var marks: [TextSpan]
    private var isSorted = false
    private var next = 0

    init(_ marks: [TextSpan] = []) { self.marks = marks }

    mutating func add(_ start: Int, _ end: Int) {
        if start < end { marks.append(TextSpan(start, end)) }
    }

    /// The parts of all marks that lie in a span; spans are asked for in reading order.
    mutating func inside(_ span: TextSpan) -> [TextSpan] {
        if !isSorted {
            marks.sort()
            isSorted = true
        }
        var result: [TextSpan] = []
        var index = next
        while index < marks.count, marks[index].start < span.end {
            let mark = marks[index]
            index += 1
            guard let part = mark.intersection(span) else { continue }
            if let last = result.last, last.end >= part.start {
                result[result.count - 1] = last.union(part)
            } else {
                result.append(part)
            }
        }
        while next < marks.count, marks[next].end <= span.end { next += 1 }
        return result
    }
}
