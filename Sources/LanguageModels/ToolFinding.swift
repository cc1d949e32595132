package import Claude
package import JSON

/// What a search tool gives back.
package struct ToolFinding: Sendable {
    package var output: ToolOutput
    /// What of it can be cited, by its source.
    package var documents: [PromptDocument]

    package init(_ output: ToolOutput, documents: [PromptDocument] = []) {
        self.output = output
        self.documents = documents
    }
}

/// The input of a tool call as the model wrote it: nothing in it is to be trusted.
package struct ToolInput: Sendable {
    private let json: JSONValue

    package init(_ json: JSONValue) { self.json = json }

    /// A text without white space around it; nil when it is missing or empty.
    package func text(_ name: String) -> String? {
        guard let text = json[name]?.string else { return nil }
        let trimmed = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        return trimmed.isEmpty ? nil : String(trimmed.prefix(400))
    }

    package func number(_ name: String, in range: ClosedRange<Int>, default value: Int) -> Int {
        json[name]?.int.map { min(max($0, range.lowerBound), range.upperBound) } ?? value
    }

    /// The same for the same input.
    var key: String { json.text(.canonical) }
}
