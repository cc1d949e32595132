/// One flag of a command, declared once: parsing, help, man page, `docs/cli.md` and completions come from it.
///
///     static let limit = Flag.integer("limit", short: "n", "N", default: 10, in: 1...1000, "Show at most N hits.")
///
/// In the command's run function `call[limit]` is the value, already checked.
package struct Flag<Value: Sendable>: Sendable {
    package let definition: FlagDefinition
    /// Makes the value of what was typed, in order; empty when the flag was not given.
    let read: @Sendable ([String]) throws(UsageError) -> Value

    package init(_ definition: FlagDefinition, read: @escaping @Sendable ([String]) throws(UsageError) -> Value) {
        self.definition = definition
        self.read = read
    }
}

/// What everything but the value's type needs to know of a flag.
package struct FlagDefinition: Sendable {
    /// Without the dashes.
    package var name: String
    package var short: Character?
    /// nil for a switch.
    package var value: ValueShape?
    package var isRepeatable: Bool
    /// One sentence.
    package var summary: String
    /// More for the long help.
    package var details: String?
    /// What holds when it is not given, as it stands in the help.
    package var defaultText: String?
    /// The configuration key it overrides.
    package var setting: String?

    package init(
        _ name: String, short: Character? = nil, value: ValueShape? = nil, isRepeatable: Bool = false, summary: String,
        details: String? = nil, defaultText: String? = nil, setting: String? = nil
    ) {
        self.name = name
        self.short = short
        self.value = value
        self.isRepeatable = isRepeatable
        self.summary = summary
        self.details = details
        self.defaultText = defaultText
        self.setting = setting
    }

    /// As it is written in help: "-n, --limit N".
    package var spelling: String {
        var text = short.map { "-\($0), --\(name)" } ?? "--\(name)"
        if let value { text += " \(value.placeholder)" }
        return text
    }
}

/// What kind of value a flag or argument takes.
package struct ValueShape: Sendable, Equatable {
    /// In capitals, as help shows it: "FILE".
    package var placeholder: String
    package var completion: Completion

    /// What a shell can offer.
    package enum Completion: Sendable, Equatable {
        case nothing, file, folder
        case choices([String])
    }

    package init(_ placeholder: String, _ completion: Completion = .nothing) {
        self.placeholder = placeholder
        self.completion = completion
    }
}

/// A flag whose value type does not matter.
package protocol FlagDeclaration: Sendable {
    var definition: FlagDefinition { get }
    /// Whether what was typed can be read.
    func check(_ typed: [String]) throws(UsageError)
}

extension Flag: FlagDeclaration {
    package func check(_ typed: [String]) throws(UsageError) { _ = try read(typed) }
}
