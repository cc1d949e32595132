import CommandLine
import DocQA

extension Library {
    /// The one document that a person means, or a failure that says which there are.
    func document(_ text: String, in collection: String?) async throws -> StoredDocument {
        let found = try await documents(matching: text, in: collection)
        if found.count == 1 { return found[0] }
        guard found.isEmpty else {
            let names = found.prefix(5).map { "#\($0.id) \($0.collection)/\($0.name)" }.joined(separator: ", ")
            throw Failure(
                .usage, code: "ambiguous_document", "\"\(text)\" may be \(found.count) documents: \(names).",
                next: "Name it by its number: #\(found[0].id)")
        }
        let names = try await documents(in: collection).map(\.name)
        let near = NearestName.of(text, among: names).map { "Did you mean \($0)?" }
        throw Failure(
            .nothingFound, code: "no_such_document", "There is no document \"\(text)\".",
            next: near ?? "docqa list shows all documents.")
    }

    /// The document and the place in it that a person means. A name that looks like a place is tried whole first.
    func place(_ text: String, in collection: String?) async throws -> (StoredDocument, PlaceReference) {
        let whole = try await documents(matching: text, in: collection)
        var reference = PlaceReference(text)
        if whole.count == 1 || reference.position == .start {
            reference = PlaceReference(document: text)
        }
        return (try await document(reference.document, in: collection), reference)
    }
}
