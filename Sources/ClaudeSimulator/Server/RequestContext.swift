import HTTPServer

/// What is known of a request before its body is read.
struct RequestContext: Sendable {
    let id: String
    let workspace: String
    let version: APIVersion
    let betas: Set<String>
    let start: Timestamp

    static let organisation = "org_simulator"

    /// Checks key and version as the API does.
    init(
        _ head: RequestHead, id: String, keys: Set<String>, start: Timestamp
    ) throws(APIFailure) {
        self.id = id
        self.start = start
        let bearer = head["authorization"].flatMap { $0.hasPrefix("Bearer ") ? String($0.dropFirst(7)) : nil }
        guard let key = head["x-api-key"] ?? bearer, !key.isEmpty else {
            throw APIFailure(401, "authentication_error", "x-api-key header is required")
        }
        guard keys.isEmpty || keys.contains(key) else {
            throw APIFailure(401, "authentication_error", "invalid x-api-key")
        }
        workspace = head["anthropic-workspace-id"] ?? Self.workspace(of: key)
        guard let version = head["anthropic-version"] else {
            throw .invalid("anthropic-version: header is required")
        }
        guard let known = APIVersion(rawValue: version) else {
            throw .invalid("anthropic-version: \"\(version)\" is not a valid version")
        }
        self.version = known
        let names = head.fields.filter { $0.name == "anthropic-beta" }.flatMap { $0.value.split(separator: ",") }
        betas = Set(names.map { String($0.filter { $0 != " " }) })
    }

    /// The context of a batch's item: that of the batch, with a name and a start of its own.
    init(item context: RequestContext, id: String, start: Timestamp) {
        self.id = id
        self.start = start
        workspace = context.workspace
        version = context.version
        betas = context.betas
    }

    /// Each key has a workspace of its own, so that two keys never share a cache.
    private static func workspace(of key: String) -> String {
        var digest = Digest()
        digest.absorb(key)
        return "wrkspc_" + digest.hexadecimal.prefix(24)
    }
}
