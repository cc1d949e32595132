import CommandLine
import JSON

/// A configuration file as it was found.
package struct ConfigurationFile: Sendable {
    package let path: String
    /// nil when there is no such file.
    package let bytes: [UInt8]?
    package let values: [String: SettingValue]
    /// What relative paths in it are relative to.
    let base: String

    static let sizeLimit = 1 << 20

    /// Reads and checks a file; one that is not there has no values.
    init(path: String, base: String, home: String?) throws(ConfigurationError) {
        self.path = path
        self.base = base
        do throws(FileFault) {
            bytes = try FileContent.read(path, limit: Self.sizeLimit)
        } catch {
            throw ConfigurationError(
                .fileUnreadable, "The configuration file \(path) cannot be read: \(error.reason).",
                next: "Make it readable, or name another with --config.")
        }
        values =
            try bytes.map { (bytes) throws(ConfigurationError) in
                try Self.values(in: Self.object(in: bytes, path: path), path: path, base: base, home: home)
            } ?? [:]
    }

    static func object(in bytes: [UInt8], path: String) throws(ConfigurationError) -> JSONObject {
        let value: JSONValue
        do throws(JSONError) {
            value = try JSONValue(parsing: bytes)
        } catch {
            throw ConfigurationError(
                .fileMalformed,
                "The configuration file \(path) is not valid JSON: line \(error.line), column \(error.column) should be "
                    + "\(error.expectation).")
        }
        guard let object = value.object else {
            throw ConfigurationError(
                .fileMalformed, "The configuration file \(path) holds \(value.kind) where an object belongs.",
                next: "An empty configuration is {}.")
        }
        return object
    }

    private static func values(
        in object: JSONObject, path: String, base: String, home: String?
    ) throws(ConfigurationError) -> [String: SettingValue] {
        var values: [String: SettingValue] = [:]
        for member in object.members {
            let name = member.key.value
            guard let setting = Settings.definition(name) else {
                throw ConfigurationError(
                    .unknownKey, "The configuration file \(path) sets \"\(name)\", which is no setting.",
                    next: Settings.suggestion(for: name))
            }
            values[name] = try setting.value(of: member.value, source: path, base: base, home: home)
        }
        return values
    }
}

extension Settings {
    package static func definition(_ name: String) -> SettingDefinition? {
        all.first { $0.definition.name == name }?.definition
    }

    package static func suggestion(for name: String) -> String {
        let names = all.map(\.definition.name)
        if let meant = NearestName.of(name, among: names) { return "Did you mean \"\(meant)\"?" }
        return "There are: \(names.joined(separator: ", "))."
    }
}
