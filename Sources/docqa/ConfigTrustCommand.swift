import CommandLine
import Configuration

/// `docqa config trust`
enum ConfigTrustCommand {
    static let revoke = Flag.toggle("revoke", "Take the trust back.")

    static let command = Command(
        "config trust", group: .setup, "Let .docqa/config.json in the current folder set everything, as it is now.",
        discussion: """
            Look at the file first. Until you trust it, it may not set what runs a program, decides where a key is read or \
            sent, or leaves the project. The trust holds for this folder and for the file's present content: when the file \
            changes, it ends.
            """,
        flags: [revoke],
        examples: [
            CommandExample("docqa config trust", "Trust the file in the current folder."),
            CommandExample("docqa config trust --revoke", "No longer."),
        ],
        exits: [CommandExit(.nothingFound, "with --revoke: it was not trusted")],
        run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        if call[revoke] {
            let wasTrusted = try ConfigurationEditing.revokeTrust(call.sources)
            call.console.note(wasTrusted ? "No longer trusted." : "It was not trusted.")
            return wasTrusted ? .success : .nothingFound
        }
        let settings = try ConfigurationEditing.trust(call.sources)
        let list = settings.isEmpty ? "nothing that needs it, so far" : settings.joined(separator: ", ")
        call.console.note("Trusted as it is now. It sets: \(list).")
        return .success
    }
}
