import CommandLine

/// `docqa completions SHELL`
enum CompletionsCommand {
    static let shell: Argument<CompletionShell> = .choice("SHELL", "bash, zsh or fish.")

    static let command = Command(
        "completions", group: .setup, "Print a completion script for a shell.",
        discussion: "scripts/install puts the three scripts where the shells look for them.",
        arguments: [shell],
        examples: [
            CommandExample(
                "docqa completions bash > ~/.local/share/bash-completion/completions/docqa", "Complete in bash."),
            CommandExample("docqa completions zsh > ~/.zfunc/_docqa", "Complete in zsh, with ~/.zfunc in fpath."),
            CommandExample("docqa completions fish > ~/.config/fish/completions/docqa.fish", "Complete in fish."),
        ],
        run: run)

    static func run(_ call: Invocation) async throws -> ExitCode {
        try call.console.output.write(call.table.completions(for: call[shell]))
        return .success
    }
}
