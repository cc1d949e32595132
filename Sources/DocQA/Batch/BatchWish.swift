import DocumentModel
import JSON

/// A question's request as it is kept in a batch: where its answer may come from, and for whom.
enum BatchWish {
    static func bytes(_ request: AskRequest) -> [UInt8] {
        var object = JSONObject()
        object.append("collections", strings(request.collections))
        var labels = JSONObject()
        for (key, value) in request.labels.sorted(by: { $0.key < $1.key }) { labels.append(key, JSONValue(value)) }
        object.append("labels", .object(labels))
        object.append("paths", strings(request.paths))
        object.append("formats", strings(request.formats))
        object.append("after", ifPresent: request.after.map { JSONValue($0) })
        object.append("before", ifPresent: request.before.map { JSONValue($0) })
        object.append("access", ifPresent: request.access.map { strings($0.sorted()) })
        object.append("tenant", ifPresent: request.tenant.map { JSONValue($0) })
        object.append("passages", JSONValue(request.passages))
        return JSONValue.object(object).bytes()
    }

    static func request(_ question: String, _ bytes: [UInt8]) -> AskRequest {
        let value = (try? JSONValue(parsing: bytes)) ?? .null
        func strings(_ name: String) -> [String]? { value[name]?.array?.elements.compactMap(\.string) }
        var request = AskRequest(question, collections: strings("collections") ?? [])
        for member in value["labels"]?.object?.members ?? [] {
            request.labels[member.key.value] = member.value.string
        }
        request.paths = strings("paths") ?? []
        request.formats = strings("formats") ?? []
        request.after = value["after"]?.int
        request.before = value["before"]?.int
        request.access = strings("access").map(Set.init)
        request.tenant = value["tenant"]?.string
        request.passages = value["passages"]?.int ?? request.passages
        return request
    }

    private static func strings(_ strings: [String]) -> JSONValue { .array(JSONArray(strings.map { JSONValue($0) })) }
}

/// What retrieval knew of a question, kept until its answer is made.
struct BatchFindings: Sendable, Hashable {
    var confidence: Double
    /// Names of the collections that were searched.
    var searched: [String]
    /// The passages that were found, the best first, by their place among the prompt's documents.
    var ranked: [Int]
    var templates: [String]
    var prefixHash: String?
    var promptTokens: Int
    /// The hash of all that the answer depends on.
    var evidenceKey: [UInt8]?

    var bytes: [UInt8] {
        var object: JSONObject = [
            "confidence": JSONNumber(confidence).map { .number($0) } ?? .null,
            "searched": .array(JSONArray(searched.map { JSONValue($0) })),
            "ranked": .array(JSONArray(ranked.map { JSONValue($0) })),
            "templates": .array(JSONArray(templates.map { JSONValue($0) })),
            "prompt_tokens": JSONValue(promptTokens),
        ]
        object.append("prefix_hash", ifPresent: prefixHash.map { JSONValue($0) })
        object.append("evidence_key", ifPresent: evidenceKey.map { JSONValue($0.hexadecimal) })
        return JSONValue.object(object).bytes()
    }
}

extension BatchFindings {
    init(_ bytes: [UInt8]) {
        let value = (try? JSONValue(parsing: bytes)) ?? .null
        confidence = value["confidence"]?.double ?? 0
        searched = value["searched"]?.array?.elements.compactMap(\.string) ?? []
        ranked = value["ranked"]?.array?.elements.compactMap(\.int) ?? []
        templates = value["templates"]?.array?.elements.compactMap(\.string) ?? []
        prefixHash = value["prefix_hash"]?.string
        promptTokens = value["prompt_tokens"]?.int ?? 0
        evidenceKey = value["evidence_key"]?.string?.bytesOfHexadecimal
    }
}
