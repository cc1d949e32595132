import Folders
import Glibc

/// A folder for one test, gone with the value.
final class ScratchFolder {
    let path: FilePath

    init() {
        var template = Array("/tmp/docqa-folders-XXXXXX".utf8CString)
        guard mkdtemp(&template) != nil else { fatalError("no scratch folder") }
        path = FilePath(bytes: template.map { UInt8(bitPattern: $0) })
    }

    deinit { remove(path) }

    func file(_ name: FilePath, _ text: String = "x") {
        let full = path.appending(name)
        folder(full.parent)
        let descriptor = full.withCString { open($0, O_WRONLY | O_CREAT | O_TRUNC, 0o600) }
        guard descriptor >= 0 else { fatalError("cannot write \(full)") }
        _ = write(descriptor, text, text.utf8.count)
        close(descriptor)
    }

    func folder(_ path: FilePath) {
        guard path.withCString({ mkdir($0, 0o700) }) != 0, errno == ENOENT else { return }
        folder(path.parent)
        _ = path.withCString { mkdir($0, 0o700) }
    }

    func link(_ name: FilePath, to target: FilePath) {
        let full = path.appending(name)
        folder(full.parent)
        let result = target.withCString { target in full.withCString { symlink(target, $0) } }
        guard result == 0 else { fatalError("cannot link \(full)") }
    }

    private func remove(_ path: FilePath) {
        guard let stream = path.withCString({ opendir($0) }) else { return }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) { FilePath(bytes: Array($0)) }
            if name == "." || name == ".." { continue }
            let full = path.appending(name)
            if full.withCString({ unlink($0) }) != 0 { remove(full) }
        }
        closedir(stream)
        _ = path.withCString { rmdir($0) }
    }
}
