/// What gets a number that is never given again: footnotes of kept answers name documents by number, and what a reader
/// remembers of a collection it remembers by number.
enum NumberedTable: String, CaseIterable {
    case document, collection
}

extension Connection {
    /// The next number that no row has, and none ever had.
    func nextNumber(of table: NumberedTable) throws(StorageError) -> Int {
        let kept = try setting("next_\(table.rawValue)").flatMap { Int($0) } ?? 1
        let following = try first("SELECT ifnull(max(id), 0) + 1 FROM \(table.rawValue)") { $0.int(0) } ?? 1
        return max(kept, following)
    }

    /// Remembers the next number, in the transaction that gave those below it or takes their rows away.
    func keep(nextNumber number: Int, of table: NumberedTable) throws(StorageError) {
        try setSetting("next_\(table.rawValue)", String(number))
    }
}
