/// The name that somebody probably meant.
package enum NearestName {
    /// The candidate nearest to what was typed, or nil when none is near enough to be more help than noise.
    ///
    /// Near is at most a third of the typed letters changed (swapped neighbours count once), or a beginning of at least
    /// three letters. Of equals the first candidate wins.
    package static func of(_ typed: String, among candidates: some Sequence<String>) -> String? {
        let typed = Array(typed.lowercased().utf8)
        guard !typed.isEmpty else { return nil }
        var best: (name: String, distance: Int)?
        for candidate in candidates {
            let letters = Array(candidate.lowercased().utf8)
            let isBeginning = typed.count >= 3 && letters.starts(with: typed)
            let allowed = max(1, max(typed.count, letters.count) / 3)
            let distance = isBeginning ? 1 : distance(typed, letters)
            if distance <= allowed, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name
    }

    /// The number of letters to insert, remove, replace or swap with their neighbour (optimal string alignment).
    static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
        var beforeLast = [Int](repeating: 0, count: b.count + 1)
        var last = Array(0...b.count)
        for i in 0..<a.count {
            var current = [i + 1]
            current.reserveCapacity(b.count + 1)
            for j in 0..<b.count {
                let replaced = last[j] + (a[i] == b[j] ? 0 : 1)
                var cost = min(replaced, last[j + 1] + 1, current[j] + 1)
                if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { cost = min(cost, beforeLast[j - 1] + 1) }
                current.append(cost)
            }
            (beforeLast, last) = (last, current)
        }
        return last[b.count]
    }
}
