import TestSupport
import Testing

@Suite struct PublicDocumentationTests {
    /// What a protocol, an operator or a literal asks for explains itself.
    private static let selfExplaining = [
        "static func ==", "static func <", "static func +", "static func -", "static func *", "func hash",
        "var description",
        "var debugDescription", "var json:", "init?(json", "init(object", "let rawValue", "init(rawValue",
        "var object:",
        "static let fields", "func makeAsyncIterator", "typealias", "init(stringLiteral", "init(nilLiteral",
        "init(booleanLiteral", "init(integerLiteral", "init(arrayLiteral", "init(dictionaryLiteral",
        "init(floatLiteral",
        "var customMirror", "mutating func next", "struct Iterator", "var startIndex", "var endIndex",
        "subscript(position",
    ]

    @Test func everythingPublicIsExplained() throws {
        let files = Project.files(below: "Sources/Claude") + Project.files(below: "Sources/JSON")
        #expect(files.count > 50)
        for file in files {
            let lines = try #require(Project.text(file)).split(separator: "\n", omittingEmptySubsequences: false)
            for (number, line) in lines.enumerated() where number > 0 {
                let text = line.drop { $0 == " " }
                guard text.hasPrefix("public "), !text.hasPrefix("public import") else { continue }
                let declaration = text.dropFirst("public ".count)
                if Self.selfExplaining.contains(where: { declaration.hasPrefix($0) }) { continue }
                let isExplained = lines[number - 1].contains("///")
                #expect(isExplained, "\(file):\(number + 1) is public and not explained")
            }
        }
    }
}
