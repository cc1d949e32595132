import Glibc

/// What is piped into the program.
enum StandardInput {
    /// All of it, or nil when it has more than `limit` bytes.
    static func read(limit: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 256 << 10)
        while true {
            let count = Glibc.read(0, &piece, piece.count)
            if count < 0, errno == EINTR { continue }
            if count <= 0 { return bytes }
            bytes += piece[..<count]
            if bytes.count > limit { return nil }
        }
    }
}
