import Glibc

/// Why a file could not be used, as the system says it.
struct FileFault: Error {
    let reason: String
    init(_ reason: String) { self.reason = reason }
    static var last: FileFault { FileFault(String(cString: strerror(errno))) }
}

/// Small files, read whole and replaced whole.
enum FileContent {
    /// The bytes of a file, or nil when there is none.
    static func read(_ path: String, limit: Int, check: (stat) throws(FileFault) -> Void = { _ in }) throws(FileFault)
        -> [UInt8]?
    {
        let file = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard file >= 0 else {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .last
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw .last }
        guard status.st_mode & S_IFMT == S_IFREG else { throw FileFault("it is no regular file") }
        try check(status)
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 16_384)
        while true {
            let count = Glibc.read(file, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            guard count >= 0 else { throw .last }
            if count == 0 { return bytes }
            bytes += piece[..<count]
            guard bytes.count <= limit else { throw FileFault("it is larger than \(limit) bytes") }
        }
    }

    /// Replaces a file at once or not at all, readable by its owner only; a link is followed, not replaced.
    static func replace(_ path: String, with bytes: [UInt8]) throws(FileFault) {
        let path = Path.resolved(path)
        try createFolder(Path.folder(of: path))
        var template = Array("\(path).XXXXXX".utf8CString)
        let file = mkstemp(&template)
        guard file >= 0 else { throw .last }
        _ = fcntl(file, F_SETFD, FD_CLOEXEC)
        let temporary = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
        var isDone = false
        defer { if !isDone { unlink(temporary) } }
        do {
            defer { close(file) }
            try write(bytes, to: file)
        }
        guard rename(temporary, path) == 0 else { throw .last }
        isDone = true
    }

    private static func write(_ bytes: [UInt8], to file: Int32) throws(FileFault) {
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(file, $0.baseAddress! + written, $0.count - written) }
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw .last }
            written += count
        }
        guard fsync(file) == 0 else { throw .last }
    }

    private static func createFolder(_ path: String) throws(FileFault) {
        if mkdir(path, 0o700) == 0 || errno == EEXIST { return }
        guard errno == ENOENT, path != "/" else { throw .last }
        try createFolder(Path.folder(of: path))
        guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw .last }
    }
}
