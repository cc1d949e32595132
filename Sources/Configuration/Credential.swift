/// An API key or token. It shows itself nowhere: not in descriptions, not in reflections, not in errors.
package struct Credential: Sendable {
    package enum Kind: Sendable {
        /// Sent as `x-api-key`.
        case apiKey
        /// Sent as a bearer token.
        case bearer
    }

    package let kind: Kind
    package let origin: Origin
    /// The key itself; only what sends it reads this.
    package let secret: String

    package enum Origin: Sendable, Equatable {
        case environment(String)
        case file(String)
        case command(String)
    }

    static let keyVariable = "ANTHROPIC_API_KEY"
    static let tokenVariable = "ANTHROPIC_AUTH_TOKEN"
    static let variables = [keyVariable, tokenVariable]
}

extension Credential: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "a key from \(origin)" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: ["origin": origin]) }
}

extension Credential.Origin: CustomStringConvertible {
    package var description: String {
        switch self {
        case .environment(let name): "the environment variable \(name)"
        case .file(let path): "the file \(path)"
        case .command(let program): "the command \(program)"
        }
    }
}

extension Configuration {
    /// Where the key would come from, without reading a file or running a command; nil when there is none.
    package var credentialOrigin: Credential.Origin? {
        if sources.filled(Credential.keyVariable) != nil { return .environment(Credential.keyVariable) }
        if sources.filled(Credential.tokenVariable) != nil { return .environment(Credential.tokenVariable) }
        if let path = self[Settings.keyFile] { return .file(path) }
        return self[Settings.keyCommand]?.first.map { .command($0) }
    }

    /// The key: from the environment, else from the owner's file, else from the command; nil when none is configured.
    package func credential() throws(ConfigurationError) -> Credential? {
        guard let origin = credentialOrigin else { return nil }
        let text: String
        switch origin {
        case .environment(let name): text = sources.environment[name] ?? ""
        case .file(let path): text = try KeySource.read(file: path)
        case .command: text = try KeySource.run(self[Settings.keyCommand] ?? [])
        }
        let isToken = origin == .environment(Credential.tokenVariable)
        return Credential(
            kind: isToken ? .bearer : .apiKey, origin: origin, secret: try KeySource.key(in: text, from: origin))
    }
}
