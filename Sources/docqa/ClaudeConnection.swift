import Claude
import Configuration

extension Configuration {
    /// A client for the configured service with the configured key; nil when there is no key.
    func claudeClient() throws -> ClaudeClient? {
        guard let credential = try credential() else { return nil }
        let secret = Secret(credential.secret)
        var configuration = ClientConfiguration(credential.kind == .bearer ? .bearer(secret) : .apiKey(secret))
        configuration.baseURL = self[Settings.baseURL]
        configuration.userAgent = "docqa/\(Version.number)"
        return try ClaudeClient(configuration)
    }
}
