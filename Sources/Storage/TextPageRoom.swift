/// How much room is left on the page of the database that the next row of text goes to.
///
/// SQLite begins a new page when a row does not fit, and leaves the rest of the old one empty: with rows of 1 kB 4 % of the
/// file. Rows can be cut anywhere, so the last one on a page is cut to fill it. What is reckoned here decides nothing but
/// where: a wrong number costs room.
struct TextPageRoom {
    /// A row must be worth what it takes besides its text.
    private static let least = 200
    /// Page header, then for each row its place on the page.
    private static let pageHeader = 8
    private static let cellPointer = 2

    private let pageSize: Int
    /// Nil until a row is known to be the first on its page.
    private(set) var left: Int?

    init(pageSize: Int) { self.pageSize = pageSize }

    /// How long the next row may be, of a text of which `rest` bytes are left.
    func rowLimit(_ rest: Int, place: Int, line: Int) -> Int {
        guard let left else { return StoredText.rowLimit }
        let wanted = min(rest, StoredText.rowLimit)
        let room = left - TextPageRoom.size(ofRow: 0, place: place, line: line)
        return wanted > room && room >= TextPageRoom.least ? room : StoredText.rowLimit
    }

    /// Takes the room of a row.
    ///
    /// - Parameter beganPage: whether the file is known to have grown by it.
    mutating func take(_ count: Int, place: Int, line: Int, beganPage: Bool) {
        let size = TextPageRoom.size(ofRow: count, place: place, line: line)
        if let left, !beganPage, size <= left {
            self.left = left - size
        } else if left != nil || beganPage {
            left = pageSize - TextPageRoom.pageHeader - size
        }
    }

    /// A row as SQLite's file format has it: sizes, key, a byte for each column's type, and the columns.
    private static func size(ofRow count: Int, place: Int, line: Int) -> Int {
        let key = varintLength(place)
        let number = line <= 1 ? 0 : line < 1 << 7 ? 1 : line < 1 << 15 ? 2 : line < 1 << 23 ? 3 : 4
        let checksum = 8
        let types = 6
        return cellPointer + 2 + key + types + number + checksum + count
    }

    private static func varintLength(_ value: Int) -> Int { FTS5Record.varintLength(UInt64(value)) }
}
