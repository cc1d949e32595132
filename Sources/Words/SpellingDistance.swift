/// How many letters must be inserted, left out, changed or swapped with their neighbour to make one word of another
/// (optimal string alignment, the usual restricted form of Damerau and Levenshtein).
package enum SpellingDistance {
    /// The distance when it is at most `limit`, else nil. Letters are scalar values; case counts.
    package static func between(_ a: String, _ b: String, limit: Int) -> Int? {
        between(a.unicodeScalars.map(\.value), b.unicodeScalars.map(\.value), limit: limit)
    }

    /// The same over scalar values, for callers that compare one word with many. Only the band of the table that can
    /// stay within the limit is filled in, and rows end the search as soon as they are over it.
    package static func between(_ a: [UInt32], _ b: [UInt32], limit: Int) -> Int? {
        guard limit >= 0, abs(a.count - b.count) <= limit else { return nil }
        let (rows, columns) = (a.count, b.count)
        if rows == 0 || columns == 0 { return max(rows, columns) }
        let over = limit + 1
        return withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * (columns + 1)) { table in
            table.initialize(repeating: over)
            defer { table.deinitialize() }
            // Three rows, used in turn: two above, one above, this one.
            var (above2, above, row) = (0, columns + 1, 2 * (columns + 1))
            for j in 0...columns { table[above + j] = min(j, over) }
            for i in 1...rows {
                let low = max(1, i - limit)
                let high = min(columns, i + limit)
                for j in 0...columns { table[row + j] = over }
                table[row] = min(i, over)
                var best = table[row]
                for j in stride(from: low, through: high, by: 1) {
                    let same = a[i - 1] == b[j - 1]
                    var value = table[above + j - 1] + (same ? 0 : 1)
                    value = min(value, table[above + j] + 1, table[row + j - 1] + 1)
                    if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                        value = min(value, table[above2 + j - 2] + 1)
                    }
                    table[row + j] = min(value, over)
                    best = min(best, value)
                }
                // A swap reaches back two rows, so one row over the limit does not decide alone.
                if best > limit && i < rows && rowMinimum(table, above, columns) >= limit { return nil }
                (above2, above, row) = (above, row, above2)
            }
            let distance = table[above + columns]
            return distance <= limit ? distance : nil
        }
    }

    private static func rowMinimum(_ table: UnsafeMutableBufferPointer<Int>, _ row: Int, _ columns: Int) -> Int {
        var least = table[row]
        for j in 1...columns { least = min(least, table[row + j]) }
        return least
    }
}
