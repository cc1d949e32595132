/// What was asked and which units each question needed, oldest first. It is the only forecast there is.
package struct QuestionLog: Sendable {
    /// How many questions count; what is older says nothing any more.
    package static let window = 1_000

    /// Milliseconds since 1970.
    private(set) var times: [Int] = []
    /// The tokens that each question needed.
    private(set) var needs: [Int] = []
    /// The units that each question needed, by their numbers.
    private(set) var units: [[Int32]] = []
    private(set) var keys: [UInt64] = []
    private(set) var tokens: [Int] = []
    private var numbers: [UInt64: Int32] = [:]
    /// For each unit the last place where it was needed; for each place the question, and the place of the same unit before it
    /// or -1. One list for all units, since each process makes the whole log anew for its question.
    private(set) var lastPlaces: [Int32] = []
    private(set) var places: [(question: Int32, earlier: Int32)] = []

    /// - Parameter units: about how many places it will have, to make room for.
    package init(units: Int = 0) {
        numbers.reserveCapacity(units)
        keys.reserveCapacity(units)
        tokens.reserveCapacity(units)
        lastPlaces.reserveCapacity(units)
        places.reserveCapacity(units)
    }

    package var count: Int { times.count }
    /// The first question that counts.
    var first: Int { max(0, count - Self.window) }

    package mutating func append(time: Int, _ needed: [PrefixUnit]) {
        let question = Int32(count)
        var list: [Int32] = []
        list.reserveCapacity(needed.count)
        for unit in needed {
            let number: Int32
            if let known = numbers[unit.key] {
                number = known
            } else {
                number = Int32(keys.count)
                numbers[unit.key] = number
                keys.append(unit.key)
                tokens.append(unit.tokens)
                lastPlaces.append(-1)
            }
            list.append(number)
            places.append((question, lastPlaces[Int(number)]))
            lastPlaces[Int(number)] = Int32(places.count - 1)
        }
        // A clock that was set back does not turn the order round.
        times.append(max(time, times.last ?? time))
        needs.append(needed.reduce(0) { $0 + $1.tokens })
        units.append(list)
    }

    /// When the first question that counts was asked; nil when there is none.
    package var since: Int? { first < count ? times[first] : nil }

    /// All of it, for a fingerprint.
    package var bytes: [UInt8] {
        var values: [UInt64] = []
        values.reserveCapacity(2 * count + places.count)
        for (time, units) in zip(times, units) {
            values.append(UInt64(bitPattern: Int64(time)).littleEndian)
            values.append(UInt64(units.count).littleEndian)
            for unit in units { values.append(keys[Int(unit)].littleEndian) }
        }
        return values.withUnsafeBytes { Array($0) }
    }

    func number(of key: UInt64) -> Int? { numbers[key].map { Int($0) } }
}
