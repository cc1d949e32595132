import Glibc

@testable import Configuration

/// A home folder with a project in it, removed when nobody holds it any more.
final class TemporaryHome {
    let path: String
    var project: String { path + "/project" }
    var userFile: String { path + "/.config/docqa/config.json" }
    var projectFile: String { project + "/.docqa/config.json" }

    init() throws {
        var template = Array("/tmp/docqa-home-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { throw FileFault.last }
        path = Path.resolved(String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
        for folder in ["/.config", "/.config/docqa", "/project", "/project/.docqa"] { mkdir(path + folder, 0o700) }
    }

    deinit {
        removeTree(path)
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

private func removeTree(_ path: String) {
    if remove(path) != 0, let folder = opendir(path) {
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { tuple in
                tuple.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            if name != ".", name != ".." { removeTree(path + "/" + name) }
        }
        closedir(folder)
        remove(path)
    }
}
