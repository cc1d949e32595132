import Answering
import Claude
import DocumentModel
import JSON
import LanguageModels
import Retrieval
import Storage

extension Asking {
    /// What a model can look things up with when it searches by itself. All of it sees only what the person may see.
    func searchTools() -> [SearchingModel.SearchTool] {
        [
            SearchingModel.SearchTool(Asking.listDefinition) { input in
                "Lists documents" + (input.text("name").map { " named like \($0)." } ?? ".")
            } run: { input in
                ToolFinding(.text(try await listed(input.text("name"))))
            },
            SearchingModel.SearchTool(Asking.readDefinition) { input in
                "Reads \(input.text("document") ?? "?"), part \(input.number("part", in: 1...100_000, default: 1))."
            } run: { input in
                try await read(input)
            },
            SearchingModel.SearchTool(Asking.searchDefinition) { input in
                "Searches: \(input.text("query") ?? "?")"
            } run: { input in
                try await found(input)
            },
        ]
    }

    static let toolDefinitions = [listDefinition, readDefinition, searchDefinition]

    private static let listDefinition = Tool(
        name: "list_documents", description: "Names the documents that can be searched, with their titles.",
        inputSchema: [
            "type": "object",
            "properties": [
                "name": ["type": "string", "description": "Only documents whose name or title holds this text."]
            ],
            "additionalProperties": false,
        ])

    private static let readDefinition = Tool(
        name: "read_document",
        description: "Reads a document part by part. The title of a result says which part it is, and of how many.",
        inputSchema: [
            "type": "object",
            "properties": [
                "document": ["type": "string", "description": "The name, as list_documents and results give it."],
                "part": ["type": "integer", "description": "Counted from 1."],
            ],
            "required": ["document"], "additionalProperties": false,
        ])

    private static let searchDefinition = Tool(
        name: "search_corpus", description: "Finds the passages that hold the words of a query, in all their forms.",
        inputSchema: [
            "type": "object",
            "properties": [
                "query": ["type": "string", "description": "A few words, or a question."],
                "limit": ["type": "integer", "description": "How many passages, 1 to 12; 6 without it."],
            ],
            "required": ["query"], "additionalProperties": false,
        ])

    private func found(_ input: ToolInput) async throws -> ToolFinding {
        guard let query = input.text("query") else { return ToolFinding(.text("The query is empty.")) }
        let found = try await WordRetriever(library.store).passages(
            for: RetrievalRequest(
                query, collections: request.collections, filter: request.filter,
                limit: input.number("limit", in: 1...12, default: 6)))
        let evidence = try await library.evidence(for: found.passages)
        guard !evidence.isEmpty else { return ToolFinding(.text("Nothing was found for these words.")) }
        return finding(evidence.map { SearchResults.document([$0]) })
    }

    private func listed(_ name: String?) async throws -> String {
        let filter = request.filter
        let collections = request.collections
        let all = try await library.reading { connection throws(StorageError) in
            try connection.documents(passing: filter, in: collections)
        }
        let wanted = name?.lowercased()
        let matching = all.filter { document in
            guard let wanted else { return true }
            return document.name.lowercased().contains(wanted)
                || document.title?.lowercased().contains(wanted) == true
        }
        let lines = matching.prefix(200).map { $0.name + ($0.title.map { " (\($0))" } ?? "") }
        let more = matching.count > 200 ? ["... and \(matching.count - 200) more"] : []
        return lines.isEmpty ? "There is no such document." : (lines + more).joined(separator: "\n")
    }

    private func read(_ input: ToolInput) async throws -> ToolFinding {
        guard let name = input.text("document") else { return ToolFinding(.text("Say which document.")) }
        let part = input.number("part", in: 1...100_000, default: 1)
        let filter = request.filter
        let collections = request.collections
        let evidence = try await library.reading { connection throws(StorageError) -> ([Evidence], Int)? in
            let allowed = try connection.documents(passing: filter, in: collections)
            guard let record = allowed.first(where: { $0.name == name }) ?? allowed.first(where: { $0.title == name })
            else { return nil }
            let size = SearchResults.passagesInPart
            let parts = max(1, (record.passageCount + size - 1) / size)
            let first = record.firstPassage + (min(part, parts) - 1) * size
            let numbers = first..<min(first + size, record.firstPassage + record.passageCount)
            return (try connection.evidence(of: record, passages: numbers), parts)
        }
        guard let (passages, parts) = evidence else { return ToolFinding(.text("There is no such document.")) }
        guard !passages.isEmpty else { return ToolFinding(.text("The document holds no text.")) }
        var document = SearchResults.document(passages)
        document.title += " (part \(min(part, parts)) of \(parts))"
        return finding([document])
    }

    private func finding(_ documents: [PromptDocument]) -> ToolFinding {
        let citable = documents.filter { !$0.blocks.isEmpty }
        guard !citable.isEmpty else { return ToolFinding(.text("Nothing that can be read was found.")) }
        return ToolFinding(.blocks(citable.map { .searchResult($0.searchResult) }), documents: citable)
    }
}
