/// One line of an ignore file, with git's meaning.
struct PathPattern: Hashable, Sendable {
    private enum Segment: Hashable, Sendable {
        case glob(Glob)
        /// `**`: any number of components.
        case anyDepth
    }

    /// `!` in front: what matches is not ignored after all.
    let isNegated: Bool
    let isDirectoryOnly: Bool
    /// A pattern without a slash before its end is matched against the last component alone, at any depth.
    private let isAnchored: Bool
    private let segments: [Segment]

    /// Nil for blank lines, comments and patterns that can match nothing.
    init?(line: ArraySlice<UInt8>) {
        var pattern = Self.withoutTrailingSpaces(line)
        guard let first = pattern.first, first != UInt8(ascii: "#") else { return nil }
        isNegated = first == UInt8(ascii: "!")
        if isNegated { pattern.removeFirst() }
        let slash = UInt8(ascii: "/")
        isDirectoryOnly = pattern.last == slash
        if isDirectoryOnly { pattern.removeLast() }
        isAnchored = pattern.contains(slash)
        if pattern.first == slash { pattern.removeFirst() }
        guard !pattern.isEmpty else { return nil }
        var segments: [Segment] = []
        for part in pattern.split(separator: slash, omittingEmptySubsequences: false) {
            if part.elementsEqual("**".utf8) {
                if segments.last != .anyDepth { segments.append(.anyDepth) }
            } else {
                guard !part.isEmpty, let glob = Glob(part) else { return nil }
                segments.append(.glob(glob))
            }
        }
        // "a/**" is everything inside a, but not a itself.
        if segments.count > 1, segments.last == .anyDepth, let all = Glob("*".utf8.map { $0 }[...]) {
            segments.append(.glob(all))
        }
        self.segments = segments
    }

    /// Whether the pattern matches a path that is relative to the ignore file's folder.
    func matches(_ path: ArraySlice<UInt8>, isDirectory: Bool) -> Bool {
        guard isDirectory || !isDirectoryOnly else { return false }
        if !isAnchored {
            guard case .glob(let glob) = segments[0] else { return true }
            let slash = path.lastIndex(of: UInt8(ascii: "/"))
            return glob.matches(slash.map { path[($0 + 1)...] } ?? path)
        }
        return matches(components: path.split(separator: UInt8(ascii: "/")))
    }

    private func matches(components: [ArraySlice<UInt8>]) -> Bool {
        var segment = 0
        var at = 0
        var star: (segment: Int, at: Int)?
        while at < components.count {
            if segment < segments.count {
                switch segments[segment] {
                case .anyDepth:
                    star = (segment, at)
                    segment += 1
                    continue
                case .glob(let glob):
                    if glob.matches(components[at]) {
                        segment += 1
                        at += 1
                        continue
                    }
                }
            }
            guard let last = star else { return false }
            star = (last.segment, last.at + 1)
            segment = last.segment + 1
            at = last.at + 1
        }
        return segments[segment...].allSatisfy { $0 == .anyDepth }
    }

    private static func withoutTrailingSpaces(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line
        if line.last == 13 { line.removeLast() }
        while line.last == 32 {
            let before = line.dropLast()
            let backslashes = before.reversed().prefix { $0 == UInt8(ascii: "\\") }.count
            if backslashes % 2 == 1 { break }
            line = before
        }
        return line
    }
}
