import JSON

/// Which project files the user has trusted: for each path the exact text that was trusted, so that any change to the file
/// ends the trust. It stands beside the user's configuration.
struct TrustRecord {
    private let path: String?
    private var entries: JSONObject

    init(_ sources: ConfigurationSources) throws(ConfigurationError) {
        path = sources.trustFile
        entries = JSONObject()
        guard let path else { return }
        do throws(FileFault) {
            guard let bytes = try FileContent.read(path, limit: 16 << 20) else { return }
            // A damaged record trusts nothing; trusting again replaces it.
            entries = (try? JSONValue(parsing: bytes).object) ?? JSONObject()
        } catch {
            throw ConfigurationError(
                .fileUnreadable, "The record of trusted projects \(path) cannot be read: \(error.reason).",
                next: "Make it readable.")
        }
    }

    func trusts(_ file: ConfigurationFile) -> Bool {
        guard let bytes = file.bytes, let trusted = entries[file.path]?.string else { return false }
        return Array(trusted.utf8) == bytes
    }

    mutating func trust(_ file: ConfigurationFile) throws(ConfigurationError) {
        guard let bytes = file.bytes else { return }
        entries[file.path] = JSONValue(String(decoding: bytes, as: UTF8.self))
        try save()
    }

    /// Whether there was something to take back.
    mutating func revoke(_ path: String) throws(ConfigurationError) -> Bool {
        guard entries[path] != nil else { return false }
        entries[path] = nil
        try save()
        return true
    }

    private func save() throws(ConfigurationError) {
        guard let path else {
            throw ConfigurationError(
                .noFolder, "Trust cannot be recorded: neither HOME nor XDG_CONFIG_HOME is set.",
                next: "Set one of them.")
        }
        do throws(FileFault) {
            try FileContent.replace(path, with: JSONValue.object(entries).bytes(.pretty) + [0x0A])
        } catch {
            throw ConfigurationError(
                .fileUnwritable, "The record of trusted projects \(path) cannot be written: \(error.reason).")
        }
    }
}

extension ConfigurationFile {
    /// What the file sets that a stranger must not decide.
    package var settingsNeedingTrust: [String] {
        Settings.all.map(\.definition).filter { setting in
            guard let value = values[setting.name] else { return false }
            switch setting.trust {
            case .notNeeded: return false
            case .needed: return true
            case .neededOutsideProject:
                guard case .text(let path) = value else { return true }
                return !Path.isInside(path, base)
            }
        }.map(\.name)
    }
}
