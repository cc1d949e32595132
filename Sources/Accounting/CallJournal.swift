import DocumentModel
import Glibc
import JSON
import Storage

/// Calls that could not be written to the database, in a file beside it, one JSON object a line, until they can: the
/// database may be locked for long, or its disk full.
///
/// Whoever counts or writes calls holds the file's lock, so that two processes never spend the same money, also when only
/// one of them gets at the database.
struct CallJournal: Sendable {
    let path: String

    init(database: String) { path = database + ".calls" }

    /// Opens and locks the file. Nil where there is none and none can be made: there is nothing in it then either.
    func lock() -> LockedJournal? {
        let descriptor = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else {
                close(descriptor)
                return nil
            }
        }
        return LockedJournal(descriptor)
    }
}

/// The journal while nobody else has it.
final class LockedJournal: Sendable {
    private let descriptor: Int32

    fileprivate init(_ descriptor: Int32) { self.descriptor = descriptor }

    deinit {
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }

    /// What stands in it; a last line that was cut by a crash is left out.
    func calls() -> [LedgerCall] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = pread(descriptor, &buffer, buffer.count, off_t(bytes.count))
            if count <= 0 { break }
            bytes += buffer[..<count]
        }
        return bytes.split(separator: 0x0A).compactMap { line in
            guard let value = try? JSONValue(parsing: Array(line)) else { return nil }
            return LedgerCall(json: value)
        }
    }

    /// False when the disk does not take it.
    func append(_ calls: [LedgerCall]) -> Bool {
        // Also ends a line that a crash cut.
        var lines: [UInt8] = [0x0A]
        for call in calls { lines += call.json.bytes() + [0x0A] }
        return write(descriptor, lines, lines.count) == lines.count && fdatasync(descriptor) == 0
    }

    func clear() { ftruncate(descriptor, 0) }
}

extension LedgerCall {
    fileprivate var json: JSONValue {
        var object = JSONObject()
        object.append("key", JSONValue(key))
        object.append("reserved_at", JSONValue(reservedAt))
        object.append("settled_at", ifPresent: settledAt.map { JSONValue($0) })
        object.append("state", JSONValue(state.rawValue))
        object.append("purpose", JSONValue(purpose))
        object.append("model", JSONValue(model))
        object.append("collections", .array(JSONArray(collections.map { JSONValue($0) })))
        object.append("tenant", ifPresent: tenant.map { JSONValue($0) })
        object.append("conversation", ifPresent: conversation.map { JSONValue($0) })
        object.append("reserved", ifPresent: reserved.map { JSONValue($0) })
        object.append("cost", ifPresent: cost.map { JSONValue($0) })
        object.append("uncached_cost", ifPresent: uncachedCost.map { JSONValue($0) })
        let counts = [
            tokens.input, tokens.cacheWrite5m, tokens.cacheWrite1h, tokens.cacheRead, tokens.output,
        ]
        object.append("tokens", .array(JSONArray(counts.map { JSONValue($0) })))
        object.append("first_text_ms", ifPresent: firstText.map { JSONValue($0) })
        object.append("duration_ms", ifPresent: duration.map { JSONValue($0) })
        object.append("request_id", ifPresent: requestID.map { JSONValue($0) })
        object.append("error", ifPresent: error.map { JSONValue($0) })
        return .object(object)
    }

    fileprivate init?(json: JSONValue) {
        guard let key = json["key"]?.string, let reservedAt = json["reserved_at"]?.int,
            let state = json["state"]?.string.flatMap(State.init(rawValue:)), let purpose = json["purpose"]?.string,
            let model = json["model"]?.string, let counts = json["tokens"]?.array?.elements.compactMap(\.int),
            counts.count == 5
        else { return nil }
        self.init(key: key, reservedAt: reservedAt, purpose: purpose, model: model)
        self.state = state
        settledAt = json["settled_at"]?.int
        collections = json["collections"]?.array?.elements.compactMap(\.string) ?? []
        tenant = json["tenant"]?.string
        conversation = json["conversation"]?.int
        reserved = json["reserved"]?.int
        cost = json["cost"]?.int
        uncachedCost = json["uncached_cost"]?.int
        tokens.input = counts[0]
        tokens.cacheWrite5m = counts[1]
        tokens.cacheWrite1h = counts[2]
        tokens.cacheRead = counts[3]
        tokens.output = counts[4]
        firstText = json["first_text_ms"]?.int
        duration = json["duration_ms"]?.int
        requestID = json["request_id"]?.string
        error = json["error"]?.string
    }
}
