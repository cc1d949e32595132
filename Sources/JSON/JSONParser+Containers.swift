extension JSONParser {
    mutating func parseArray() throws(JSONError) -> JSONArray {
        position += 1
        var elements: [JSONValue] = []
        var gaps = Gaps()
        skipSpace(into: &gaps)
        if !isAtEnd, bytes[position] == UInt8(ascii: "]") {
            position += 1
            return JSONArray(elements, layout: gaps.layout)
        }
        while true {
            do throws(JSONError) {
                elements.append(try parseValue())
            } catch {
                guard closes(after: error) else { throw error }
                return JSONArray(elements)
            }
            skipSpace(into: &gaps)
            guard !isAtEnd else {
                guard acceptsTruncation else { throw error("a comma or the end of the array") }
                return JSONArray(elements)
            }
            switch bytes[position] {
            case UInt8(ascii: "]"):
                position += 1
                return JSONArray(elements, layout: gaps.layout)
            case UInt8(ascii: ","):
                position += 1
                skipSpace(into: &gaps)
            default: throw error("a comma or the end of the array")
            }
        }
    }

    mutating func parseObject() throws(JSONError) -> JSONObject {
        position += 1
        var members: [JSONObject.Member] = []
        var gaps = Gaps()
        skipSpace(into: &gaps)
        if !isAtEnd, bytes[position] == UInt8(ascii: "}") {
            position += 1
            return JSONObject(members, layout: gaps.layout)
        }
        while true {
            do throws(JSONError) {
                try parseMember(into: &members, &gaps)
            } catch {
                guard closes(after: error) else { throw error }
                return JSONObject(members)
            }
            skipSpace(into: &gaps)
            guard !isAtEnd else {
                guard acceptsTruncation else { throw error("a comma or the end of the object") }
                return JSONObject(members)
            }
            switch bytes[position] {
            case UInt8(ascii: "}"):
                position += 1
                return JSONObject(members, layout: gaps.layout)
            case UInt8(ascii: ","):
                position += 1
                skipSpace(into: &gaps)
            default: throw error("a comma or the end of the object")
            }
        }
    }

    private mutating func parseMember(into members: inout [JSONObject.Member], _ gaps: inout Gaps) throws(JSONError) {
        guard !isAtEnd, bytes[position] == UInt8(ascii: "\"") else { throw error("a key in quotation marks") }
        let key = try parseString()
        skipSpace(into: &gaps)
        guard !isAtEnd, bytes[position] == UInt8(ascii: ":") else { throw error("a colon") }
        position += 1
        skipSpace(into: &gaps)
        members.append(JSONObject.Member(key, try parseValue()))
    }

    /// Whether an early end of the text is to be taken as the end of the open array or object.
    private mutating func closes(after error: JSONError) -> Bool {
        guard acceptsTruncation, error.code == .truncated else { return false }
        position = bytes.count
        return true
    }

    /// The white space of one container, as long as there is any.
    struct Gaps {
        private var texts: [String] = []
        private var hasSpace = false

        var layout: Layout? { hasSpace ? Layout(texts) : nil }

        mutating func append(_ text: String) {
            texts.append(text)
            if !text.isEmpty { hasSpace = true }
        }
    }

    private mutating func skipSpace(into gaps: inout Gaps) {
        let start = position
        skipSpace()
        guard keepsLayout else { return }
        gaps.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self))
    }
}
