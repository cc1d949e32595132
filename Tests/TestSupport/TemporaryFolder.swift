import Glibc

/// A folder for one test, gone with the value.
public final class TemporaryFolder: Sendable {
    public let path: String

    public init() {
        var template = Array("/tmp/docqa-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template) else { fatalError("no temporary folder") }
        path = String(cString: made)
    }

    deinit { TemporaryFolder.remove(Array(path.utf8CString)) }

    /// The full path of something in the folder.
    public subscript(_ name: String) -> String { "\(path)/\(name)" }

    /// Writes a file, with the folders above it.
    public func write(_ name: String, _ text: String) { write(name, Array(text.utf8)) }

    public func write(_ name: String, _ bytes: [UInt8]) {
        let full = self[name]
        makeFolders(above: full)
        let descriptor = open(full, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
        guard descriptor >= 0 else { fatalError("cannot write \(full)") }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 else { fatalError("cannot write \(full)") }
            written += count
        }
        close(descriptor)
    }

    public func read(_ name: String) -> [UInt8]? {
        let descriptor = open(self[name], O_RDONLY)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count <= 0 { return bytes }
            bytes += buffer[..<count]
        }
    }

    public func remove(_ name: String) { TemporaryFolder.remove(Array(self[name].utf8CString)) }

    public func move(_ name: String, to other: String) {
        makeFolders(above: self[other])
        rename(self[name], self[other])
    }

    public func setMode(_ name: String, _ mode: UInt32) { chmod(self[name], mode) }

    /// Sets the time of a file or folder, in seconds since 1970.
    public func setModified(_ name: String, seconds: Int) {
        let then = timespec(tv_sec: seconds, tv_nsec: 0)
        utimensat(AT_FDCWD, self[name], [then, then], 0)
    }

    private func makeFolders(above full: String) {
        var folder = ""
        for part in full.split(separator: "/").dropLast() {
            folder += "/" + part
            mkdir(folder, 0o700)
        }
    }

    /// Whatever it is, with all that is in it; names may be no text.
    private static func remove(_ path: [CChar]) {
        if unlink(path) == 0 { return }
        guard let stream = opendir(path) else { return }
        while let entry = readdir(stream) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                Array($0.bindMemory(to: CChar.self).prefix { $0 != 0 })
            }
            if name != [46], name != [46, 46] { remove(path.dropLast() + [47] + name + [0]) }
        }
        closedir(stream)
        rmdir(path)
    }
}
