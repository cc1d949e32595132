/// Tells line breaks that a writer made from those that wrapping made: where lines are wrapped, the first word of the
/// next line did not fit any more.
struct LineLengths {
    private let p: UnsafePointer<UInt8>
    private let n: Int
    /// The line that was measured last, so that each line is measured once.
    private var measured = 0..<0
    /// The longest line of the paragraph so far.
    private var longest = 0
    private var paragraph = 0

    /// Lines longer than this are not wrapped lines.
    private static let longestWrapped = 400

    init(_ p: UnsafePointer<UInt8>, _ n: Int) {
        self.p = p
        self.n = n
    }

    /// - Parameters:
    ///   - at: where the line break stands
    ///   - next: where the next line's text starts
    mutating func wasBroken(at: Int, next: Int) -> Bool {
        var start = at
        while start > 0 && at - start <= LineLengths.longestWrapped && p[start - 1] != 0x0A { start -= 1 }
        let length = at - start
        guard length <= LineLengths.longestWrapped else { return false }
        if measured.lowerBound != next { measured = next..<lineEnd(next) }
        var word = next
        while word < measured.upperBound && word - next < 60 && p[word] > 0x20 { word += 1 }
        if start < paragraph || start - paragraph > 4096 {
            longest = 0
            paragraph = start
        }
        longest = max(longest, length, measured.count)
        // Proportional type makes lines of unequal length: a fifth shorter is still full.
        return (length + 1 + word - next) * 5 < longest * 4
    }

    private func lineEnd(_ start: Int) -> Int {
        var i = start
        while i < n && i - start <= LineLengths.longestWrapped && p[i] != 0x0A && p[i] != 0x0D { i += 1 }
        return i
    }
}
