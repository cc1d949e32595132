/// One positional argument of a command, declared once like a flag.
package struct Argument<Value: Sendable>: Sendable {
    package let definition: ArgumentDefinition
    let read: @Sendable ([String]) throws(UsageError) -> Value
}

/// What everything but the value's type needs to know of an argument.
package struct ArgumentDefinition: Sendable {
    package var shape: ValueShape
    /// One sentence.
    package var summary: String
    package var isRequired: Bool
    /// Only the last argument of a command may be repeated.
    package var isRepeatable: Bool

    /// As it is written in a usage line: "PATH...", "[FOLDER]".
    package var spelling: String {
        let text = shape.placeholder + (isRepeatable ? "..." : "")
        return isRequired ? text : "[\(text)]"
    }
}

extension Argument where Value == String {
    /// A text that must be given.
    package static func text(
        _ placeholder: String, _ summary: String, completion: ValueShape.Completion = .nothing
    ) -> Argument {
        Argument(
            definition: ArgumentDefinition(
                shape: ValueShape(placeholder, completion), summary: summary, isRequired: true, isRepeatable: false)
        ) { $0[0] }
    }
}

extension Argument where Value == String? {
    /// A text that may be given.
    package static func optionalText(
        _ placeholder: String, _ summary: String, completion: ValueShape.Completion = .nothing
    ) -> Argument {
        Argument(
            definition: ArgumentDefinition(
                shape: ValueShape(placeholder, completion), summary: summary, isRequired: false, isRepeatable: false)
        ) { $0.first }
    }
}

extension Argument where Value == [String] {
    /// One or more texts, or any number when not required.
    package static func texts(
        _ placeholder: String, _ summary: String, isRequired: Bool = true, completion: ValueShape.Completion = .nothing
    ) -> Argument {
        Argument(
            definition: ArgumentDefinition(
                shape: ValueShape(placeholder, completion), summary: summary, isRequired: isRequired,
                isRepeatable: true)
        ) { $0 }
    }
}

extension Argument where Value: CaseIterable & RawRepresentable<String> {
    /// One of the cases of an enumeration.
    package static func choice(_ placeholder: String, _ summary: String) -> Argument {
        let names = Value.allCases.map(\.rawValue)
        return Argument(
            definition: ArgumentDefinition(
                shape: ValueShape(placeholder, .choices(names)), summary: summary, isRequired: true,
                isRepeatable: false)
        ) { typed throws(UsageError) in try readChoice(typed[0], of: placeholder) }
    }
}

/// An argument whose value type does not matter.
package protocol ArgumentDeclaration: Sendable {
    var definition: ArgumentDefinition { get }
    func check(_ typed: [String]) throws(UsageError)
}

extension Argument: ArgumentDeclaration {
    package func check(_ typed: [String]) throws(UsageError) { _ = try read(typed) }
}
