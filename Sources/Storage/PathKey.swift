/// A number made of a path, by which documents are found. Different paths may have the same one.
enum PathKey {
    /// 32 bits, with a sign: SQLite keeps them in four bytes.
    static func of(_ path: String) -> Int {
        var path = path
        return path.withUTF8 { of($0) }
    }

    static func of(_ path: UnsafeBufferPointer<UInt8>) -> Int {
        let sum = TextChecksum.of(path)
        return Int(Int32(truncatingIfNeeded: sum ^ sum >> 32))
    }
}
