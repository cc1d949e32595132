/// In how many passages each word stands, counted while a collection is filled for the first time: at the end nothing has to be
/// read again. Lives with the writing connection, from one transaction to the next.
final class WordCounts {
    /// With more words than these the index is read at the end; they would take too much room.
    private static let limit = 500_000

    let collection: Int
    /// The collection's next passage, when all before it are counted: after a transaction that was taken back it is another.
    private(set) var nextPassage: Int
    private let table = WordTable()
    private var passages: [Int32] = []
    private var isComplete = true

    init(of collection: Collection) {
        self.collection = collection.id
        nextPassage = collection.nextPassage
    }

    /// Whether they describe a collection as it is now.
    func describe(_ collection: Collection) -> Bool {
        isComplete && self.collection == collection.id && nextPassage == collection.nextPassage
    }

    /// Counts passages that hold a word.
    func add(_ word: UnsafeBufferPointer<UInt8>, _ count: Int) {
        guard isComplete else { return }
        let number = table.number(of: word)
        if number == passages.count { passages.append(0) }
        passages[number] += Int32(truncatingIfNeeded: count)
        if passages.count > WordCounts.limit { forget() }
    }

    func reach(_ nextPassage: Int) { self.nextPassage = nextPassage }

    /// Passages went, or were changed by FTS5.
    func forget() {
        isComplete = false
        passages = []
    }

    /// The words in so many passages, in their order.
    func common(from least: Int) -> [(word: [UInt8], passages: Int)] {
        var words: [(word: [UInt8], passages: Int)] = []
        for (number, count) in passages.enumerated() where count >= least {
            words.append((table.word(number), Int(count)))
        }
        return words.sorted { $0.word.lexicographicallyPrecedes($1.word) }
    }
}
