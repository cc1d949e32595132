internal import Glibc

/// The entries of one folder, sorted by name bytes; names live in one buffer, since there may be many.
struct DirectoryListing: ~Copyable {
    struct Entry {
        fileprivate var offset: Int
        fileprivate var length: Int
        /// `DT_REG` and its like; `DT_UNKNOWN` on file systems that do not say.
        var type: UInt8
    }

    let descriptor: Int32
    let entries: [Entry]
    private let names: [UInt8]
    private let stream: OpaquePointer

    /// Opens and reads the folder.
    init(_ path: FilePath) throws(RegularFile.Failure) {
        let descriptor = path.withCString { Glibc.open($0, O_RDONLY | O_CLOEXEC | O_DIRECTORY | O_NONBLOCK) }
        guard descriptor >= 0 else { throw RegularFile.Failure(errno) }
        guard let stream = fdopendir(descriptor) else {
            let failure = RegularFile.Failure(errno)
            close(descriptor)
            throw failure
        }
        let (entries, names, problem) = Self.read(stream)
        guard problem == 0 else {
            closedir(stream)
            throw RegularFile.Failure(problem)
        }
        self.descriptor = descriptor
        self.stream = stream
        self.entries = entries
        self.names = names
    }

    private static func read(_ stream: OpaquePointer) -> (entries: [Entry], names: [UInt8], problem: Int32) {
        var entries: [Entry] = []
        var names: [UInt8] = []
        let nameOffset = MemoryLayout<dirent>.offset(of: \.d_name)!
        while true {
            errno = 0
            guard let entry = readdir(stream) else { break }
            let name = (UnsafeRawPointer(entry) + nameOffset).assumingMemoryBound(to: UInt8.self)
            let length = strlen(UnsafeRawPointer(name).assumingMemoryBound(to: CChar.self))
            if name[0] == UInt8(ascii: "."), length == 1 || (length == 2 && name[1] == UInt8(ascii: ".")) { continue }
            entries.append(Entry(offset: names.count, length: length, type: entry.pointee.d_type))
            names.append(contentsOf: UnsafeBufferPointer(start: name, count: length + 1))
        }
        let problem = errno
        names.withUnsafeBufferPointer { bytes in
            entries.sort { strcmp(cString(bytes, $0), cString(bytes, $1)) < 0 }
        }
        return (entries, names, problem)
    }

    deinit { closedir(stream) }

    func name(_ entry: Entry) -> ArraySlice<UInt8> { names[entry.offset..<(entry.offset + entry.length)] }

    func contains(_ name: String) -> Bool {
        entries.contains { self.name($0).elementsEqual(name.utf8) }
    }

    /// What the entry is, without following a link, or what it points to.
    func status(_ entry: Entry, following: Bool = false) -> stat? {
        var status = stat()
        let result = names.withUnsafeBufferPointer {
            fstatat(descriptor, Self.cString($0, entry), &status, following ? 0 : AT_SYMLINK_NOFOLLOW)
        }
        return result == 0 ? status : nil
    }

    private static func cString(_ bytes: UnsafeBufferPointer<UInt8>, _ entry: Entry) -> UnsafePointer<CChar> {
        UnsafeRawPointer(bytes.baseAddress! + entry.offset).assumingMemoryBound(to: CChar.self)
    }
}
