import Glibc

/// How the index's columns count in a passage's first score, which is FTS5's
/// `bm25(index, body, heading, title, name)`: each occurrence of a word in a column counts as often as its weight says.
package struct SearchWeights: Sendable, Hashable {
    package var body: Double
    package var heading: Double
    package var title: Double
    package var name: Double

    /// All greater than 0.
    package init(body: Double = 1, heading: Double = 1, title: Double = 1, name: Double = 1) {
        precondition(min(body, heading, title, name) > 0, "a column that does not count has no place in the index")
        self.body = body
        self.heading = heading
        self.title = title
        self.name = name
    }

    /// Columns in the order of the index.
    package func weight(ofColumn column: Int) -> Double {
        switch column {
        case 0: body
        case 1: heading
        case 2: title
        case 3: name
        default: 0
        }
    }
}

/// The constants and formulas of FTS5's own `bm25()`.
package enum BM25 {
    package static let k1 = 1.2
    package static let b = 0.75

    /// The most that an occurrence of a word can add, in multiples of its weight in the collection.
    package static let mostPerWord = k1 + 1

    /// How much a word tells, by the number of passages that hold it.
    package static func informativeness(passages: Int, holding: Int) -> Double {
        let value = log((Double(passages - holding) + 0.5) / (Double(holding) + 0.5))
        return value <= 0 ? 1e-6 : value
    }

    /// The same without the floor that FTS5 needs: a word in more than half of the passages still tells a little, and the
    /// more the rarer it is.
    package static func worth(passages: Int, holding: Int) -> Double {
        log(1 + (Double(passages - holding) + 0.5) / (Double(holding) + 0.5))
    }

    /// What a word adds for each unit of its informativeness.
    package static func share(frequency: Double, length: Int, averageLength: Double) -> Double {
        frequency * mostPerWord / (frequency + k1 * (1 - b + b * Double(length) / averageLength))
    }
}
