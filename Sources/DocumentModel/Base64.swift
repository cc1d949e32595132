/// Bytes as Base64, for files inside JSON and HTML.
package enum Base64 {
    package static func of(_ bytes: [UInt8]) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        let count = (bytes.count + 2) / 3 * 4
        return String(unsafeUninitializedCapacity: count) { out in
            var at = 0
            for start in stride(from: 0, to: bytes.count, by: 3) {
                let group = min(3, bytes.count - start)
                var bits = Int(bytes[start]) << 16
                if group > 1 { bits |= Int(bytes[start + 1]) << 8 }
                if group > 2 { bits |= Int(bytes[start + 2]) }
                for index in 0..<4 {
                    out[at] = index <= group ? alphabet[bits >> (18 - 6 * index) & 63] : UInt8(ascii: "=")
                    at += 1
                }
            }
            return at
        }
    }
}
