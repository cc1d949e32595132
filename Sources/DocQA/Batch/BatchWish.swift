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
