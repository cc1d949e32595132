import DocumentModel
import Storage

/// Makes a list for people out of ranked passages: nearly equal ones are one with several places, and neighbours that were
/// both found are one longer passage.
struct Folding {
    /// Passages that share this part of their words are the same to a reader.
    static let sameFrom = 0.9
    /// Neighbours are joined up to this many bytes.
    static let longestJoined = 3_000

    struct Group {
        var best: Candidate
        var numbers: Range<Int>
        var start: Int
        var end: Int
        var others: [Candidate] = []
    }

    let limit: Int
    /// A neighbour joins a passage when its score is at least this part of it: a weak one only makes it longer.
    let joinedFrom: Double

    func fold(_ ranked: [Candidate]) -> [Group] {
        var groups: [Group] = []
        var words: [[Int32]] = []
        for (rank, candidate) in ranked.enumerated() {
            let own = candidate.words.sortedBody
            if let same = words.firstIndex(where: { Folding.isSame($0, own) }) {
                groups[same].others.append(candidate)
            } else if rank < limit, let near = groups.firstIndex(where: { isNeighbour($0, candidate) }) {
                groups[near].join(candidate)
            } else if groups.count < limit {
                groups.append(Group(candidate))
                words.append(own)
            } else if rank >= 2 * limit {
                break
            }
        }
        return groups
    }

    private func isNeighbour(_ group: Group, _ candidate: Candidate) -> Bool {
        guard group.best.document == candidate.document, candidate.score >= joinedFrom * group.best.score,
            group.numbers.upperBound == candidate.passage || group.numbers.lowerBound == candidate.passage + 1
        else { return false }
        return max(group.end, candidate.span.end) - min(group.start, candidate.span.start) <= Folding.longestJoined
    }

    /// By the words of the bodies: how many they share, of those that either has. Words are in order.
    static func isSame(_ a: [Int32], _ b: [Int32]) -> Bool {
        let (short, long) = (min(a.count, b.count), max(a.count, b.count))
        guard short > 0, Double(short) >= sameFrom * Double(long) else { return false }
        var (first, second, shared) = (0, 0, 0)
        while first < a.count, second < b.count {
            if a[first] == b[second] {
                shared += 1
                first += 1
                second += 1
            } else if a[first] < b[second] {
                first += 1
            } else {
                second += 1
            }
        }
        return Double(shared) >= sameFrom * Double(a.count + b.count - shared)
    }
}

extension PassageWords {
    var sortedBody: [Int32] { columns[0].map(\.word).sorted() }
}

extension Folding.Group {
    init(_ candidate: Candidate) {
        best = candidate
        numbers = candidate.passage..<(candidate.passage + 1)
        start = candidate.span.start
        end = candidate.span.end
    }

    mutating func join(_ candidate: Candidate) {
        numbers = min(numbers.lowerBound, candidate.passage)..<max(numbers.upperBound, candidate.passage + 1)
        start = min(start, candidate.span.start)
        end = max(end, candidate.span.end)
    }
}
