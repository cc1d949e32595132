/// Looks for bytes in bytes. The standard library's search is generic, and dozens of times slower where it is not specialised.
enum ByteSearch {
    static func range(of pattern: [UInt8], in bytes: [UInt8], from start: Int = 0) -> Range<Int>? {
        guard let first = pattern.first else { return start..<start }
        return bytes.withUnsafeBufferPointer { bytes in
            pattern.withUnsafeBufferPointer { pattern in
                var position = start
                while position + pattern.count <= bytes.count {
                    if bytes[position] == first {
                        var length = 1
                        while length < pattern.count, bytes[position + length] == pattern[length] { length += 1 }
                        if length == pattern.count { return position..<position + length }
                    }
                    position += 1
                }
                return nil
            }
        }
    }

    static func contains(_ text: String, in bytes: [UInt8]) -> Bool { range(of: Array(text.utf8), in: bytes) != nil }
}
