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
    /// The questions that needed a unit.
    private(set) var holders: [[Int32]] = []
    private var numbers: [UInt64: Int32] = [:]

    package init() {}

    package var count: Int { times.count }
    /// The first question that counts.
    var first: Int { max(0, count - Self.window) }

    package mutating func append(time: Int, _ needed: [PrefixUnit]) {
        let question = Int32(count)
        var list: [Int32] = []
        for unit in needed {
            let number: Int32
            if let known = numbers[unit.key] {
                number = known
            } else {
                number = Int32(keys.count)
                numbers[unit.key] = number
                keys.append(unit.key)
                tokens.append(unit.tokens)
                holders.append([])
            }
            list.append(number)
            holders[Int(number)].append(question)
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
        var bytes: [UInt8] = []
        for (time, units) in zip(times, units) {
            for value in [UInt64(bitPattern: Int64(time)), UInt64(units.count)] + units.map({ keys[Int($0)] }) {
                withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
            }
        }
        return bytes
    }

    func number(of key: UInt64) -> Int? { numbers[key].map { Int($0) } }
}
