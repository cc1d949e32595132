import Glibc
import TestSupport

@testable import Configuration

/// A home folder with a project in it.
final class TemporaryHome {
    var path: String { folder.path }
    var project: String { path + "/project" }
    var userFile: String { path + "/.config/docqa/config.json" }
    var projectFile: String { project + "/.docqa/config.json" }

    private let folder = TemporaryFolder()

    init() {
        for name in [".config", ".config/docqa", "project", "project/.docqa"] { mkdir(folder[name], 0o700) }
    }

    func write(_ text: String, to path: String, mode: mode_t = 0o600) {
        let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, mode)
        precondition(file >= 0 && Glibc.write(file, text, text.utf8.count) == text.utf8.count)
        fchmod(file, mode)
        close(file)
    }

    func writeUser(_ text: String) { write(text, to: userFile) }
    func writeProject(_ text: String) { write(text, to: projectFile) }

    func content(of path: String) -> String? {
        (try? FileContent.read(path, limit: 1 << 20)).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) }
    }

    func mode(of path: String) -> mode_t {
        var status = stat()
        return stat(path, &status) == 0 ? status.st_mode & 0o777 : 0
    }

    func sources(
        flags: [String: String] = [:], environment: [String: String] = [:], namedFile: String? = nil
    ) -> ConfigurationSources {
        ConfigurationSources(
            flags: flags, environment: environment.merging(["HOME": path]) { own, _ in own }, workingFolder: project,
            namedFile: namedFile)
    }

    func load(
        flags: [String: String] = [:], environment: [String: String] = [:], namedFile: String? = nil
    ) throws(ConfigurationError) -> Configuration {
        try Configuration.load(sources(flags: flags, environment: environment, namedFile: namedFile))
    }
}
