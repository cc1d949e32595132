import Answering
import Claude
import Folders
import JSON
import Storage

/// Whose prompts begin alike and may share passages: a model with its settings, the instructions, the collections, and
/// all that limits what may be seen. Questions of two scopes share neither log nor warm prefixes, so that nothing of what
/// one of them was shown decides what another one is shown.
struct PrefixScope: Sendable {
    let memory: PrefixMemory.Scope
    /// Whose cache it is, as a fingerprint.
    let workspace: String

    /// - Parameter collections: those that may be drawn on; empty: all there are.
    init(
        _ request: AskRequest, collections: [String], _ settings: PlannerSettings, _ service: AnsweringService
    ) {
        let shape = PromptPlanner.shape(settings)
        let access: JSONValue = request.access.map { PrefixScope.list($0.sorted()) } ?? .null
        let labels = request.labels.sorted { $0.key < $1.key }.map { PrefixScope.list([$0.key, $0.value]) }
        let key: JSONValue = [
            "shape": PrefixScope.list(shape), "collections": PrefixScope.list(collections.sorted()),
            "labels": .array(JSONArray(labels)), "paths": PrefixScope.list(request.paths.sorted()),
            "formats": PrefixScope.list(request.formats.sorted()),
            "after": request.after.map { JSONValue($0) } ?? .null,
            "before": request.before.map { JSONValue($0) } ?? .null, "access": access,
        ]
        memory = PrefixMemory.Scope(key: ContentHash(of: key.bytes()).bytes, model: settings.model.id)
        workspace = service.client.configuration.account { String(ContentHash(of: $0).description.prefix(16)) }
    }

    private static func list(_ texts: [String]) -> JSONValue { .array(JSONArray(texts.map { JSONValue($0) })) }

    /// Names a prefix within the scope.
    func hash(_ units: some Sequence<UInt64>) -> [UInt8] {
        var bytes = memory.key
        for key in units { withUnsafeBytes(of: key.littleEndian) { bytes += $0 } }
        return Array(ContentHash(of: bytes).bytes.prefix(16))
    }
}

extension Asking {
    /// Who names all collections asks as somebody who names none: the same may be seen, so the same is shared.
    func scope(_ settings: PlannerSettings, _ service: AnsweringService) async -> PrefixScope {
        var names = request.collections
        if !names.isEmpty {
            let all = try? await library.reading { connection throws(StorageError) in try connection.collections() }
            if let all, Set(all.map(\.name)).isSubset(of: names) { names = [] }
        }
        return PrefixScope(request, collections: names, settings, service)
    }
}
