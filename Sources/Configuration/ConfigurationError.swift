/// Why something is not configured, in one sentence and with what to do; never with a key in it.
package struct ConfigurationError: Error, Sendable, Equatable {
    package enum Code: String, Sendable, CaseIterable {
        case fileUnreadable = "config_unreadable"
        case fileMalformed = "config_malformed"
        case unknownKey = "config_unknown_key"
        case invalidValue = "config_invalid_value"
        case fileUnwritable = "config_unwritable"
        case noFolder = "config_no_folder"
        case keyFileUnreadable = "key_file_unreadable"
        case keyFileOpenToOthers = "key_file_open_to_others"
        case keyCommandFailed = "key_command_failed"
        case keyMalformed = "key_malformed"
    }

    package let code: Code
    package let message: String
    package let next: String?

    init(_ code: Code, _ message: String, next: String? = nil) {
        self.code = code
        self.message = message
        self.next = next
    }
}

extension ConfigurationError: CustomStringConvertible {
    package var description: String { next.map { "\(message) \($0)" } ?? message }
}
