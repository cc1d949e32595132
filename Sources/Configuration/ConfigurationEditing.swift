import JSON

/// Changes to configuration files, for `docqa config set`, `unset` and `trust`.
package enum ConfigurationEditing {
    /// Which file is changed.
    package enum Place: Sendable { case user, project }

    /// Sets a value and returns the file that now holds it. A relative path is kept as an absolute one.
    package static func set(
        _ name: String, to text: String, in place: Place, _ sources: ConfigurationSources
    ) throws(ConfigurationError) -> String {
        let setting = try definition(name)
        let value = try setting.value(
            of: text, source: "The command line", base: sources.workingFolder, home: sources.home)
        return try change(place, sources) { object in
            switch value {
            case .text(let text): object[name] = JSONValue(text)
            case .words(let words): object[name] = .array(JSONArray(words.map { JSONValue($0) }))
            }
        }
    }

    /// Removes a value and returns the file; nil when the file did not set it.
    package static func unset(
        _ name: String, in place: Place, _ sources: ConfigurationSources
    ) throws(ConfigurationError) -> String? {
        _ = try definition(name)
        var wasSet = false
        let path = try change(place, sources) { object in
            wasSet = object[name] != nil
            object[name] = nil
        }
        return wasSet ? path : nil
    }

    /// Trusts the project's file as it is now; returns what that allows it to set.
    package static func trust(_ sources: ConfigurationSources) throws(ConfigurationError) -> [String] {
        let file = try ConfigurationFile(path: sources.projectFile, base: sources.workingFolder, home: sources.home)
        guard file.bytes != nil else {
            throw ConfigurationError(
                .fileUnreadable, "There is no \(file.path) to trust.",
                next: "Run it in the folder of the project.")
        }
        var record = try TrustRecord(sources)
        try record.trust(file)
        return file.settingsNeedingTrust
    }

    /// Takes the trust back; false when there was none.
    package static func revokeTrust(_ sources: ConfigurationSources) throws(ConfigurationError) -> Bool {
        var record = try TrustRecord(sources)
        return try record.revoke(sources.projectFile)
    }

    private static func definition(_ name: String) throws(ConfigurationError) -> SettingDefinition {
        if let setting = Settings.definition(name) { return setting }
        throw ConfigurationError(
            .unknownKey, "\"\(name)\" is no setting.", next: Settings.suggestion(for: name))
    }

    private static func change(
        _ place: Place, _ sources: ConfigurationSources, _ edit: (inout JSONObject) -> Void
    ) throws(ConfigurationError) -> String {
        guard let path = place == .project ? sources.projectFile : sources.userFile else {
            throw ConfigurationError(
                .noFolder, "There is no place for a configuration: neither HOME nor XDG_CONFIG_HOME is set.",
                next: "Set one of them, or name a file with --config.")
        }
        var object = JSONObject()
        do throws(FileFault) {
            if let bytes = try FileContent.read(path, limit: ConfigurationFile.sizeLimit) {
                do throws(ConfigurationError) {
                    object = try ConfigurationFile.object(in: bytes, path: path)
                } catch { throw FileFault(error.message) }
            }
            let before = object
            edit(&object)
            if object != before {
                try FileContent.replace(path, with: JSONValue.object(object).bytes(.pretty) + [0x0A])
            }
        } catch {
            throw ConfigurationError(
                .fileUnwritable, "The configuration file \(path) cannot be changed: \(error.reason)")
        }
        return path
    }
}
