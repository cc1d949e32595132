/// A file as it was when it was last read.
package struct KnownFile: Sendable, Hashable {
    package var path: FilePath
    package var facts: FileFacts
    package var hash: ContentHash
    /// When it was read, nanoseconds since 1970.
    package var readAt: Int64?

    package init(path: FilePath, facts: FileFacts, hash: ContentHash, readAt: Int64? = nil) {
        self.path = path
        self.facts = facts
        self.hash = hash
        self.readAt = readAt
    }
}

/// What changed in a folder since it was last read, judged without reading a file. Pure.
///
/// Whether a new file is one that vanished elsewhere shows only when its hash is known: `takeOrigin` decides it.
package struct FolderComparison: Sendable {
    /// Two sides of one file.
    package struct Pair: Sendable, Hashable {
        package var known: KnownFile
        package var walked: WalkedFile
    }

    package private(set) var unchanged: [Pair] = []
    /// Size, time or inode differ, or the time is too fresh to be trusted: the hash decides.
    package private(set) var maybeChanged: [Pair] = []
    package private(set) var new: [WalkedFile] = []
    package private(set) var vanished: [KnownFile] = []
    private var vanishedByHash: [ContentHash: [Int]] = [:]
    private var taken: Set<Int> = []

    /// A change that falls into the same tick of the file system's clock as the reading before it leaves the time as it
    /// was, so a file modified this shortly before it was read is looked at again.
    package static let clockTick: Int64 = 20_000_000

    package init(known: [KnownFile], walked: [WalkedFile]) {
        let known = known.sorted { $0.path < $1.path }
        let walked = walked.sorted { $0.path < $1.path }
        var k = 0
        var w = 0
        while k < known.count || w < walked.count {
            if w == walked.count || (k < known.count && known[k].path < walked[w].path) {
                vanished.append(known[k])
                k += 1
            } else if k == known.count || walked[w].path < known[k].path {
                new.append(walked[w])
                w += 1
            } else {
                let pair = Pair(known: known[k], walked: walked[w])
                if Self.isUnchanged(pair) { unchanged.append(pair) } else { maybeChanged.append(pair) }
                k += 1
                w += 1
            }
        }
        for (index, file) in vanished.enumerated() { vanishedByHash[file.hash, default: []].append(index) }
    }

    private static func isUnchanged(_ pair: Pair) -> Bool {
        let (before, now) = (pair.known.facts, pair.walked.facts)
        guard before.size == now.size, before.modified == now.modified, before.inode == now.inode else { return false }
        guard let readAt = pair.known.readAt else { return true }
        return isSettled(before, readAt: readAt)
    }

    /// Whether a file that was read then cannot have changed since without a later time of modification.
    package static func isSettled(_ facts: FileFacts, readAt: Int64) -> Bool { facts.modified + clockTick < readAt }

    /// The vanished file that a new file with this hash was moved from, each at most once: the one with the same inode
    /// before the first by path. It no longer counts as vanished.
    package mutating func takeOrigin(of file: WalkedFile, hash: ContentHash) -> KnownFile? {
        let candidates = (vanishedByHash[hash] ?? []).filter { !taken.contains($0) }
        let same = candidates.first { index in
            vanished[index].facts.inode == file.facts.inode && vanished[index].facts.device == file.facts.device
        }
        guard let chosen = same ?? candidates.first else { return nil }
        taken.insert(chosen)
        return vanished[chosen]
    }

    /// The vanished files that no new file was moved from.
    package var removed: [KnownFile] {
        vanished.indices.filter { !taken.contains($0) }.map { vanished[$0] }
    }
}
