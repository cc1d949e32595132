extension Flag where Value == Bool {
    /// A switch: off unless given.
    package static func toggle(
        _ name: String, short: Character? = nil, _ summary: String, details: String? = nil, setting: String? = nil
    ) -> Flag {
        Flag(FlagDefinition(name, short: short, summary: summary, details: details, setting: setting)) { !$0.isEmpty }
    }
}

extension Flag where Value == String? {
    /// A text; the last one counts.
    package static func text(
        _ name: String, short: Character? = nil, _ placeholder: String, _ summary: String, details: String? = nil,
        defaultText: String? = nil, setting: String? = nil, completion: ValueShape.Completion = .nothing
    ) -> Flag {
        Flag(
            FlagDefinition(
                name, short: short, value: ValueShape(placeholder, completion), summary: summary, details: details,
                defaultText: defaultText, setting: setting)
        ) { $0.last }
    }
}

extension Flag where Value == String {
    /// A text with a default.
    package static func text(
        _ name: String, short: Character? = nil, _ placeholder: String, default value: String, _ summary: String,
        details: String? = nil
    ) -> Flag {
        Flag(
            FlagDefinition(
                name, short: short, value: ValueShape(placeholder), summary: summary, details: details,
                defaultText: value)
        ) { $0.last ?? value }
    }
}

extension Flag where Value == [String] {
    /// A text that can be given several times; all count.
    package static func texts(
        _ name: String, short: Character? = nil, _ placeholder: String, _ summary: String, details: String? = nil,
        completion: ValueShape.Completion = .nothing
    ) -> Flag {
        Flag(
            FlagDefinition(
                name, short: short, value: ValueShape(placeholder, completion), isRepeatable: true, summary: summary,
                details: details)
        ) { $0 }
    }
}

extension Flag where Value == [KeyValue] {
    /// A `key=value` that can be given several times.
    package static func keyValues(
        _ name: String, short: Character? = nil, _ placeholder: String, _ summary: String,
        details: String? = nil
    ) -> Flag {
        Flag(
            FlagDefinition(
                name, short: short, value: ValueShape(placeholder), isRepeatable: true, summary: summary,
                details: details)
        ) { typed throws(UsageError) in
            var pairs: [KeyValue] = []
            for text in typed {
                guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
                    throw UsageError("--\(name) takes a key, an equals sign and a value, not \"\(text)\".")
                }
                pairs.append(KeyValue(key: String(text[..<equals]), value: String(text[text.index(after: equals)...])))
            }
            return pairs
        }
    }
}

/// A `key=value` from the command line.
package struct KeyValue: Sendable, Hashable {
    package var key: String
    package var value: String
}

extension Flag where Value == Int {
    /// A whole number with a default.
    package static func integer(
        _ name: String, short: Character? = nil, _ placeholder: String, default value: Int,
        in range: ClosedRange<Int> = 0...Int.max, _ summary: String, details: String? = nil, setting: String? = nil
    ) -> Flag {
        precondition(range.contains(value), "the default of --\(name) lies in its range")
        return Flag(
            FlagDefinition(
                name, short: short, value: ValueShape(placeholder), summary: summary, details: details,
                defaultText: String(value), setting: setting)
        ) { typed throws(UsageError) in
            guard let text = typed.last else { return value }
            return try readInteger(text, of: name, in: range)
        }
    }
}

extension Flag where Value == Int? {
    /// A whole number.
    package static func integer(
        _ name: String, short: Character? = nil, _ placeholder: String, in range: ClosedRange<Int> = 0...Int.max,
        _ summary: String, details: String? = nil, defaultText: String? = nil, setting: String? = nil
    ) -> Flag {
        Flag(
            FlagDefinition(
                name, short: short, value: ValueShape(placeholder), summary: summary, details: details,
                defaultText: defaultText, setting: setting)
        ) { typed throws(UsageError) in
            guard let text = typed.last else { return nil }
            return try readInteger(text, of: name, in: range)
        }
    }
}

private func readInteger(_ text: String, of name: String, in range: ClosedRange<Int>) throws(UsageError) -> Int {
    if let number = Int(text), range.contains(number) { return number }
    let bounds =
        range.upperBound == .max ? "of at least \(range.lowerBound)" : "from \(range.lowerBound) to \(range.upperBound)"
    throw UsageError("--\(name) takes a whole number \(bounds), not \"\(text)\".")
}

extension Flag where Value: CaseIterable & RawRepresentable<String> {
    /// One of the cases of an enumeration, with a default.
    package static func choice(
        _ name: String, short: Character? = nil, _ placeholder: String, default value: Value, _ summary: String,
        details: String? = nil, setting: String? = nil
    ) -> Flag {
        Flag(
            FlagDefinition(
                name, short: short, value: ValueShape(placeholder, .choices(Value.allCases.map(\.rawValue))),
                summary: summary, details: details, defaultText: value.rawValue, setting: setting)
        ) { typed throws(UsageError) in
            guard let text = typed.last else { return value }
            return try readChoice(text, of: "--\(name)")
        }
    }
}

extension Flag {
    /// One of the cases of an enumeration.
    package static func choice<Choice: CaseIterable & RawRepresentable<String>>(
        _ name: String, short: Character? = nil, _ placeholder: String, _ summary: String, details: String? = nil,
        defaultText: String? = nil, setting: String? = nil
    ) -> Flag where Value == Choice? {
        Flag(
            FlagDefinition(
                name, short: short, value: ValueShape(placeholder, .choices(Choice.allCases.map(\.rawValue))),
                summary: summary, details: details, defaultText: defaultText, setting: setting)
        ) { typed throws(UsageError) in
            guard let text = typed.last else { return nil }
            return try readChoice(text, of: "--\(name)")
        }
    }

    /// A value read by a function of the command's own; `read` throws what it expected, as the end of a sentence:
    /// "a date like 2026-01-31".
    package static func value<Read: Sendable>(
        _ name: String, short: Character? = nil, _ placeholder: String, _ summary: String, details: String? = nil,
        defaultText: String? = nil, setting: String? = nil,
        read: @escaping @Sendable (String) throws(Expected) -> Read
    ) -> Flag where Value == Read? {
        Flag(
            FlagDefinition(
                name, short: short, value: ValueShape(placeholder), summary: summary, details: details,
                defaultText: defaultText, setting: setting)
        ) { typed throws(UsageError) in
            guard let text = typed.last else { return nil }
            do throws(Expected) { return try read(text) } catch {
                throw UsageError("--\(name) takes \(error.description), not \"\(text)\".")
            }
        }
    }
}

/// What a value should have been: "a date like 2026-01-31".
package struct Expected: Error, Sendable {
    package let description: String
    package init(_ description: String) { self.description = description }
}

func readChoice<Choice: CaseIterable & RawRepresentable<String>>(
    _ text: String, of name: String
) throws(UsageError) -> Choice {
    if let choice = Choice(rawValue: text) { return choice }
    let names = Choice.allCases.map(\.rawValue)
    let list = names.dropLast().joined(separator: ", ") + (names.count > 1 ? " or " : "") + (names.last ?? "")
    throw UsageError(
        "\(name) takes \(list), not \"\(text)\".",
        next: NearestName.of(text, among: names).map { "Did you mean \($0)?" })
}
