import Foundation
import PackagePlugin

/// Writes the commit that is built into `let buildCommit`, before each build, so that `docqa --version` can name it
/// without git. "unknown" outside a checkout only. The file is written when its content changes, or each build would
/// compile.
@main struct BuildCommit: BuildToolPlugin {
    func createBuildCommands(context: PluginContext, target: any Target) async throws -> [Command] {
        let folder = context.pluginWorkDirectoryURL.appending(path: "generated")
        let package = context.package.directoryURL.path(percentEncoded: false)
        // safe.directory: git refuses a checkout that belongs to another user, as in containers.
        let script = """
            mkdir -p "$2"
            commit=$(git -c safe.directory='*' -C "$1" rev-parse --short=12 HEAD 2>/dev/null) || commit=unknown
            line="let buildCommit = \\"$commit\\""
            [ -f "$2/BuildCommit.swift" ] && [ "$(cat "$2/BuildCommit.swift")" = "$line" ] && exit 0
            printf '%s\\n' "$line" > "$2/BuildCommit.swift"
            """
        return [
            .prebuildCommand(
                displayName: "Note the commit", executable: URL(filePath: "/bin/sh"),
                arguments: ["-c", script, "sh", package, folder.path(percentEncoded: false)],
                outputFilesDirectory: folder)
        ]
    }
}
