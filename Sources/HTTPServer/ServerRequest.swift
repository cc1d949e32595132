/// A request with all of its body.
package struct ServerRequest: Sendable {
    package let head: RequestHead
    package let body: [UInt8]

    package init(head: RequestHead, body: [UInt8] = []) {
        self.head = head
        self.body = body
    }

    package var method: String { head.method }
    package var path: String { head.path }
}

/// What stands before the body.
package struct RequestHead: Sendable {
    package let method: String
    /// The target as it was sent, escapes and all.
    package let target: String
    /// Fields in their order; names are lower case.
    package let fields: [(name: String, value: String)]

    package init(method: String, target: String, fields: [(name: String, value: String)] = []) {
        self.method = method
        self.target = target
        self.fields = fields
    }

    /// The target up to the question mark.
    package var path: String { String(target.prefix { $0 != "?" }) }

    /// The value of the first field with this lower-case name.
    package subscript(name: String) -> String? { fields.first { $0.name == name }?.value }

    package var contentLength: Int? { self["content-length"].flatMap { Int($0) } }

    /// The parameters after the question mark, in their order, without escapes.
    package var query: [(name: String, value: String)] {
        guard let mark = target.firstIndex(of: "?") else { return [] }
        return target[target.index(after: mark)...].split(separator: "&").map { pair in
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (Self.unescaped(parts[0]), parts.count > 1 ? Self.unescaped(parts[1]) : "")
        }
    }

    /// Text without percent escapes; what is no escape stays as it is.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(Substring(rest.prefix(2)), radix: 16), rest.count >= 2 {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
