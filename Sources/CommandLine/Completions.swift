/// The shells for which completions are made.
package enum CompletionShell: String, Sendable, CaseIterable { case bash, zsh, fish }

extension CommandTable {
    /// A completion script, static: it starts no process while a person types.
    package func completions(for shell: CompletionShell) -> String {
        switch shell {
        case .bash: bashCompletions()
        case .zsh: zshCompletions()
        case .fish: fishCompletions()
        }
    }

    /// All beginnings of command names, each once: "config", "config set", also "eval" of "eval pages".
    var commandPaths: [String] {
        var paths: [String] = []
        for command in visibleCommands {
            var path = ""
            for word in command.name.split(separator: " ") {
                path += (path.isEmpty ? "" : " ") + word
                if !paths.contains(path) { paths.append(path) }
            }
        }
        return paths
    }

    /// The words that can follow a path, with their summaries.
    func words(after path: String) -> [(word: String, summary: String)] {
        let depth = path.split(separator: " ").count
        return commandPaths.filter {
            $0.split(separator: " ").count == depth + 1 && (path.isEmpty || $0.hasPrefix(path + " "))
        }
        .map { ($0.split(separator: " ").last.map(String.init) ?? $0, command($0)?.summary ?? "Commands of \($0).") }
    }

    /// The first argument's kind of value stands for all of a command.
    func argumentCompletion(of command: Command) -> ValueShape.Completion {
        command.arguments.first?.definition.shape.completion ?? .nothing
    }
}

extension String {
    /// In single quotes for sh, bash and zsh.
    var shellQuoted: String { "'" + replacing("'", with: "'\\''") + "'" }
}
