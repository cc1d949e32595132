/// One value that a person can set, declared once: the environment variable, the checks, `docqa config` and
/// `docs/configuration.md` come from it. `Settings.all` lists every setting.
package struct Setting<Value: Sendable>: Sendable {
    package let definition: SettingDefinition
    /// Makes the typed value of a checked one; nil when nothing sets it and there is no default.
    let decode: @Sendable (SettingValue?) -> Value
}

/// What everything but the value's type needs to know of a setting.
package struct SettingDefinition: Sendable {
    /// As it stands in files, snake_case.
    package let name: String
    package let kind: SettingKind
    /// The variables that set it; the first one that is set and not empty counts.
    package let environment: [String]
    package let fallback: Fallback
    /// One sentence.
    package let summary: String
    package let trust: Trust

    /// What holds when nothing sets it.
    package enum Fallback: Sendable {
        case nothing
        case value(SettingValue)
        /// A file below the user's data folder.
        case dataFile(String)
    }

    /// Whether a file that came with a project may set it.
    package enum Trust: Sendable {
        case notNeeded
        /// A path may stay inside the project; anything else needs trust.
        case neededOutsideProject
        /// It runs something, or decides where a key is sent or read.
        case needed
    }
}

/// What values a setting takes.
package enum SettingKind: Sendable, Equatable {
    case text
    /// A file; relative to the folder of what sets it, `~/` is the home folder.
    case path
    /// The address of a service: https, or http on this machine, without a user name or password.
    case address
    case choice([String])
    /// A whole number, not negative.
    case wholeNumber
    /// A program and its arguments, run without a shell.
    case command
}

/// The value of a setting as files and the environment give it.
package enum SettingValue: Sendable, Equatable {
    case text(String)
    case words([String])

    /// For people.
    package var shown: String {
        switch self {
        case .text(let text): text
        case .words(let words): words.joined(separator: " ")
        }
    }
}

/// A setting whose value type does not matter.
package protocol SettingDeclaration: Sendable {
    var definition: SettingDefinition { get }
}

extension Setting: SettingDeclaration {}
