import Glibc

/// Reads the pieces of a request's body one after another, files while they are sent.
final class RequestBodySource {
    private enum OpenPiece {
        case bytes([UInt8])
        case file(descriptor: Int32, count: Int)

        var count: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .file(_, let count): count
            }
        }
    }

    /// The size of the whole body in bytes.
    let count: Int
    private let pieces: [OpenPiece]
    private var piece = 0
    private var offset = 0

    init(_ body: HTTPRequestBody) throws(HTTPError) {
        var pieces: [OpenPiece] = []
        for piece in body.pieces {
            do throws(HTTPError) {
                switch piece {
                case .bytes(let bytes): pieces.append(.bytes(bytes))
                case .file(let path): pieces.append(try Self.openFile(path))
                }
            } catch {
                Self.close(pieces)
                throw error
            }
        }
        self.pieces = pieces
        count = pieces.reduce(0) { $0 + $1.count }
    }

    deinit { Self.close(pieces) }

    /// The body itself when it is one small piece of memory, or none at all.
    var smallBody: [UInt8]? {
        if pieces.isEmpty { return [] }
        guard pieces.count == 1, case .bytes(let bytes) = pieces[0], bytes.count <= 64 << 10 else { return nil }
        return bytes
    }

    /// Fills the buffer as far as one piece goes; 0 at the end.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws(HTTPError) -> Int {
        while piece < pieces.count, offset == pieces[piece].count {
            piece += 1
            offset = 0
        }
        guard piece < pieces.count else { return 0 }
        let wanted = min(buffer.count, pieces[piece].count - offset)
        switch pieces[piece] {
        case .bytes(let bytes):
            bytes.withUnsafeBytes {
                buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0[offset..<offset + wanted]))
            }
            offset += wanted
            return wanted
        case .file(let descriptor, _):
            let got = pread(descriptor, buffer.baseAddress, wanted, off_t(offset))
            guard got > 0 else {
                throw HTTPError(.file, detail: got == 0 ? "a file became shorter while it was sent" : Self.reason())
            }
            offset += got
            return got
        }
    }

    /// Starts again from the first byte, for a second attempt on another connection.
    func rewind() -> Bool {
        piece = 0
        offset = 0
        return true
    }

    private static func openFile(_ path: String) throws(HTTPError) -> OpenPiece {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw HTTPError(.file, detail: reason()) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            Glibc.close(descriptor)
            throw HTTPError(.file, detail: "what is to be sent is not a regular file")
        }
        return .file(descriptor: descriptor, count: Int(status.st_size))
    }

    private static func close(_ pieces: [OpenPiece]) {
        for case .file(let descriptor, _) in pieces { Glibc.close(descriptor) }
    }

    private static func reason() -> String { String(cString: strerror(errno)) }
}
