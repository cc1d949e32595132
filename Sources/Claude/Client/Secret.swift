/// A key or token. It prints, dumps and reflects as a mark; only the request that is sent holds it in the clear.
public struct Secret: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    // A closure has no fields for a mirror, a dump or a debugger's summary to show.
    private let value: @Sendable () -> String

    /// Wraps a key or token.
    public init(_ value: String) { self.value = { value } }

    /// The secret itself.
    func reveal() -> String { value() }

    public var description: String { Redaction.mark }
    public var debugDescription: String { Redaction.mark }
    public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
