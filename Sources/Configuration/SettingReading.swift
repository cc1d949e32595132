import CommandLine
import JSON

extension SettingDefinition {
    /// Reads the value that a file gives.
    func value(
        of json: JSONValue, source: String, base: String, home: String?
    ) throws(ConfigurationError) -> SettingValue {
        if kind == .command, let array = json.array {
            let words = array.compactMap(\.string)
            guard words.count == array.count else { throw refused("\(json.text())", source, "an array of strings") }
            return try checked(words, source: source)
        }
        let number = kind == .wholeNumber ? json.int.map { String($0) } : nil
        guard let text = number ?? json.string else {
            throw refused(json.text(), source, expectedJSON)
        }
        return try value(of: text, source: source, base: base, home: home)
    }

    /// Reads the value that a flag or the environment gives.
    func value(
        of text: String, source: String, base: String, home: String?
    ) throws(ConfigurationError) -> SettingValue {
        guard !text.isEmpty, !text.utf8.contains(0) else { throw refused("", source, "a text that is not empty") }
        switch kind {
        case .text:
            return .text(text)
        case .path:
            guard let path = Path.absolute(text, base: base, home: home) else {
                throw refused(text, source, "a path, and there is no home folder for ~")
            }
            return .text(path)
        case .choice(let choices):
            guard choices.contains(text) else {
                let meant = NearestName.of(text, among: choices).map { "Did you mean \"\($0)\"?" }
                throw refused(text, source, choices.joined(separator: ", "), next: meant)
            }
            return .text(text)
        case .wholeNumber:
            guard let number = Int(text), number >= 0 else { throw refused(text, source, "a whole number") }
            return .text(String(number))
        case .address:
            return .text(try address(text, source: source))
        case .command:
            if text.hasPrefix("["), let array = try? JSONValue(parsing: text).array {
                return try value(of: .array(array), source: source, base: base, home: home)
            }
            return try checked(text.split(separator: " ").map(String.init), source: source)
        }
    }

    private var expectedJSON: String {
        switch kind {
        case .command: "a string or an array of strings"
        case .wholeNumber: "a whole number"
        case .text, .path, .address, .choice: "a string"
        }
    }

    private func checked(_ words: [String], source: String) throws(ConfigurationError) -> SettingValue {
        guard let program = words.first, !program.isEmpty else { throw refused("", source, "a program to run") }
        return .words(words)
    }

    /// A key must not travel unencrypted, and a password has no place in a setting that is shown.
    private func address(_ text: String, source: String) throws(ConfigurationError) -> String {
        let parts = text.split(separator: "/", maxSplits: 3, omittingEmptySubsequences: false)
        let hasControls = text.utf8.contains { $0 <= 0x20 || $0 == 0x7F }
        guard parts.count >= 3, parts[1].isEmpty, !parts[2].isEmpty, !hasControls else {
            throw refused(text, source, "an address like https://api.anthropic.com")
        }
        let authority = parts[2]
        // What stands before the @ may be a password: it is not repeated.
        guard !authority.contains("@") else {
            throw refused(nil, source, "an address without a user name or password")
        }
        let host =
            authority.hasPrefix("[") ? authority.prefix { $0 != "]" }.dropFirst() : authority.prefix { $0 != ":" }
        let isLocal = host == "localhost" || host == "::1" || host.hasPrefix("127.")
        guard parts[0] == "https:" || parts[0] == "http:" && isLocal else {
            throw refused(text, source, "an https address; http is for this machine only")
        }
        return text.hasSuffix("/") ? String(text.dropLast()) : text
    }

    private func refused(
        _ text: String?, _ source: String, _ expected: String, next: String? = nil
    ) -> ConfigurationError {
        let given = text.map { ", not \"\($0)\"" } ?? ""
        return ConfigurationError(.invalidValue, "\(source): \(name) takes \(expected)\(given).", next: next)
    }
}
