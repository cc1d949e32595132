/// A model to ask when the one before it cannot answer.
public struct Fallback: Sendable {
    /// The model to ask.
    public let model: String
    let adjust: @Sendable (inout MessageRequest) -> Void

    /// - Parameter adjust: changes the request for this model. What the catalogue knows the model to refuse (a form of thinking,
    ///   an effort) is taken out anyway.
    public init(_ model: String, adjust: @escaping @Sendable (inout MessageRequest) -> Void = { _ in }) {
        self.model = model
        self.adjust = adjust
    }

    /// Whether another model may do better: when this one is overloaded, failing, out of its limit or left alone.
    static func helps(against error: ClaudeError) -> Bool {
        switch error.code {
        case .overloaded, .serverError, .rateLimited, .circuitOpen, .timeout, .notFound: true
        default: false
        }
    }
}
