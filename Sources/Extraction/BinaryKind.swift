/// A kind of file that holds no text to read, known by its first bytes.
struct BinaryKind: Hashable {
    /// For people, with its article: "a PNG image".
    let name: String

    init?(head: [UInt8]) {
        guard let match = Self.signatures.first(where: { head.starts(with: $0.bytes) }) else { return nil }
        name = match.name
    }

    private static let signatures: [(bytes: [UInt8], name: String)] = [
        (Array("\u{89}PNG".unicodeScalars.map { UInt8($0.value) }), "a PNG image"),
        ([0xFF, 0xD8, 0xFF], "a JPEG image"),
        (Array("GIF8".utf8), "a GIF image"),
        ([0x7F] + Array("ELF".utf8), "an executable"),
    ]
}
