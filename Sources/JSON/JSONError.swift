/// Text that is not JSON.
public struct JSONError: Error, Hashable, Sendable {
    /// What kind of mistake it is.
    public enum Code: String, Hashable, Sendable {
        /// The text breaks JSON's grammar.
        case malformed
        /// The text ends inside a value.
        case truncated
        /// A string holds bytes that are no UTF-8.
        case invalidUTF8
        /// Arrays and objects are nested more deeply than the limit.
        case tooDeep
    }

    /// What is wrong.
    public let code: Code
    /// What was expected instead, as a phrase.
    public let expectation: String
    /// The byte offset of the first wrong byte, and where that is for a person; lines and columns (in bytes) start at 1.
    public let offset: Int
    /// The line of the first wrong byte, from 1.
    public let line: Int
    /// The byte within that line, from 1.
    public let column: Int

    init(_ code: Code, _ expectation: String, at offset: Int, in bytes: UnsafeBufferPointer<UInt8>) {
        self.code = code
        self.expectation = expectation
        self.offset = offset
        let before = bytes[..<Swift.min(offset, bytes.count)]
        line = 1 + before.count { $0 == 0x0A }
        column = 1 + offset - (before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0)
    }
}

extension JSONError: CustomStringConvertible {
    public var description: String {
        switch code {
        case .malformed: "This is not JSON: line \(line), column \(column) should be \(expectation)."
        case .truncated: "The JSON ends too early, at line \(line), column \(column), where \(expectation) should be."
        case .invalidUTF8:
            "The JSON holds bytes at line \(line), column \(column) that are not UTF-8; save it as UTF-8."
        case .tooDeep: "The JSON is nested too deeply at line \(line), column \(column): allowed are \(expectation)."
        }
    }
}
