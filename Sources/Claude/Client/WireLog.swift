/// Takes what goes over the wire, a line at a time, for looking into a problem. Opt-in: bodies hold documents and questions.
///
/// Keys are taken out before the lines get here: the values of secret headers, the client's own secrets wherever they stand,
/// and whatever looks like a key.
public struct WireLog: Sendable {
    /// Whether bodies are written too, or only what they weigh.
    public let includesBodies: Bool
    let write: @Sendable (String) -> Void

    /// A log that hands each line to `write`, from any thread.
    public init(includesBodies: Bool = false, _ write: @escaping @Sendable (String) -> Void) {
        self.includesBodies = includesBodies
        self.write = write
    }

    func sent(_ request: OutgoingRequest, secrets: [String]) {
        line("> \(request.method) \(request.url)", secrets)
        for (name, value) in request.headers.sorted(by: { $0.key < $1.key }) { header(">", name, value, secrets) }
        if let body = request.body { self.body(">", body, secrets) }
    }

    func received(status: Int, headers: [(name: String, value: String)], secrets: [String]) {
        line("< \(status)", secrets)
        for (name, value) in headers { header("<", name, value, secrets) }
    }

    func body(_ direction: String, _ bytes: [UInt8], _ secrets: [String]) {
        let text = includesBodies ? String(decoding: bytes, as: UTF8.self) : "\(bytes.count) bytes"
        line("\(direction) \(text)", secrets)
    }

    private func header(_ direction: String, _ name: String, _ value: String, _ secrets: [String]) {
        let isSecret = Redaction.secretHeaders.contains(name.lowercased())
        line("\(direction) \(name): \(isSecret ? Redaction.mark : value)", secrets)
    }

    private func line(_ text: String, _ secrets: [String]) { write(Redaction.redacted(text, secrets: secrets)) }
}
