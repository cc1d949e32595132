import JSON

/// Reads the events that make up nearly all of a stream, a piece of text, thinking or tool input in the API's own spelling,
/// without building a JSON value. What is spelled otherwise is left to the parser.
enum TextDeltaScanner {
    private static let head: StaticString = #"{"type":"content_block_delta","index":"#
    private static let delta: StaticString = #","delta":{"type":""#

    static func scan(_ data: [UInt8]) -> StreamEvent? {
        data.withUnsafeBufferPointer { bytes in
            var position = 0
            guard skip(head, bytes, &position), let index = number(bytes, &position), skip(delta, bytes, &position)
            else {
                return nil
            }
            let kind: (String) -> BlockDelta
            if skip(#"text_delta","text":"#, bytes, &position) {
                kind = BlockDelta.text
            } else if skip(#"input_json_delta","partial_json":"#, bytes, &position) {
                kind = BlockDelta.inputJSON
            } else if skip(#"thinking_delta","thinking":"#, bytes, &position) {
                kind = BlockDelta.thinking
            } else {
                return nil
            }
            guard let text = JSONValue.string(in: bytes, at: &position), skip("}", bytes, &position) else { return nil }
            // The API pads events with spaces, so that their size does not tell the length of the text.
            while position < bytes.count, bytes[position] == 0x20 { position += 1 }
            guard skip("}", bytes, &position), position == bytes.count else { return nil }
            return .blockDelta(index: index, kind(text))
        }
    }

    @inline(__always)
    private static func skip(_ text: StaticString, _ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Bool {
        let count = text.utf8CodeUnitCount
        guard position + count <= bytes.count else { return false }
        for offset in 0..<count where bytes[position + offset] != text.utf8Start[offset] { return false }
        position += count
        return true
    }

    /// An index of up to six digits, in JSON's grammar.
    private static func number(_ bytes: UnsafeBufferPointer<UInt8>, _ position: inout Int) -> Int? {
        let start = position
        var value = 0
        while position < bytes.count, position - start < 6, bytes[position] &- 0x30 < 10 {
            value = value * 10 + Int(bytes[position] - 0x30)
            position += 1
        }
        guard position > start, bytes[start] != 0x30 || position == start + 1 else { return nil }
        return value
    }
}
