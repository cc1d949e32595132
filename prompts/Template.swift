/// A text that we send, with the places where something is put in.
package struct Template: Sendable, Hashable {
    /// What stands between two slots, or a slot with the line it stands on.
    enum Piece: Sendable, Hashable {
        case text(String)
        case slot(String, line: Int)
    }

    package let name: String
    package let version: Int
    /// What it is for, in one sentence.
    package let purpose: String
    /// The whole file, by whose hash a receipt names it.
    package let source: [UInt8]
    let pieces: [Piece]

    /// Reads a file: lines `name:`, `version:` and `purpose:`, then `---`, then the text with its `{{slots}}`.
    package init(_ source: [UInt8], file: String) throws(PromptError) {
        let lines = String(decoding: source, as: UTF8.self).split(separator: "\n", omittingEmptySubsequences: false)
        guard let end = lines.firstIndex(of: "---") else {
            throw PromptError(file: file, line: 1, "the header does not end with a line of three dashes")
        }
        var header: [Substring: String] = [:]
        for (index, line) in lines[..<end].enumerated() {
            guard let colon = line.firstIndex(of: ":") else {
                throw PromptError(file: file, line: index + 1, "a line of the header has no colon")
            }
            header[line[..<colon]] = String(line[line.index(after: colon)...].drop(while: \.isWhitespace))
        }
        guard let name = header["name"], let version = header["version"].flatMap({ Int($0) }),
            let purpose = header["purpose"], !purpose.isEmpty
        else { throw PromptError(file: file, line: 1, "the header has to give name, version (a number) and purpose") }
        self.name = name
        self.version = version
        self.purpose = purpose
        self.source = source
        var text = lines[(end + 1)...].joined(separator: "\n")
        while text.last?.isWhitespace == true { text.removeLast() }
        pieces = try Template.pieces(of: text, firstLine: end + 2, file: file)
    }

    /// The slots in their order, each once.
    var slots: [String] {
        pieces.reduce(into: []) { slots, piece in
            if case .slot(let name, _) = piece, !slots.contains(name) { slots.append(name) }
        }
    }

    /// The text with every slot filled. What is put in is not looked at for slots.
    func filled(_ values: [String: String]) -> String {
        pieces.reduce(into: "") { text, piece in
            switch piece {
            case .text(let part): text += part
            case .slot(let name, _):
                guard let value = values[name] else { preconditionFailure("nobody fills the slot \(name)") }
                text += value
            }
        }
    }

    private static func pieces(of text: String, firstLine: Int, file: String) throws(PromptError) -> [Piece] {
        var pieces: [Piece] = []
        var rest = text[...]
        var line = firstLine
        while let open = rest.firstRange(of: "{{") {
            if open.lowerBound > rest.startIndex { pieces.append(.text(String(rest[..<open.lowerBound]))) }
            line += rest[..<open.lowerBound].count { $0 == "\n" }
            guard let close = rest[open.upperBound...].firstRange(of: "}}"),
                !rest[open.upperBound..<close.lowerBound].contains("\n")
            else { throw PromptError(file: file, line: line, "a slot begins and does not end") }
            pieces.append(.slot(String(rest[open.upperBound..<close.lowerBound]), line: line))
            rest = rest[close.upperBound...]
        }
        if !rest.isEmpty { pieces.append(.text(String(rest))) }
        return pieces
    }
}

/// Why a template cannot be used.
package struct PromptError: Error, Sendable, CustomStringConvertible {
    package let file: String
    package let line: Int
    package let reason: String

    init(file: String, line: Int, _ reason: String) {
        self.file = file
        self.line = line
        self.reason = reason
    }

    package var description: String { "\(file):\(line): \(reason)." }
}
