internal import Glibc

extension FilePath {
    /// The absolute path without links, or nil when there is nothing.
    package var resolved: FilePath? {
        withCString { path in
            guard let real = realpath(path, nil) else { return nil }
            defer { free(real) }
            return FilePath(bytes: UnsafeRawBufferPointer(start: real, count: strlen(real)))
        }
    }

    /// Whether the path lies below a folder, judged by the bytes alone.
    package func isInside(_ folder: FilePath) -> Bool {
        let prefix = folder.bytes.last == UInt8(ascii: "/") ? folder.bytes : folder.bytes + [UInt8(ascii: "/")]
        return bytes.count > prefix.count && bytes.starts(with: prefix)
    }
}

extension IgnoreRules {
    /// The patterns of an ignore file; none when it cannot be read.
    static func patterns(inFile path: FilePath) -> [PathPattern] {
        guard let file = try? RegularFile(path), let text = try? file.contents(limit: 1 << 20) else { return [] }
        return parse(text)
    }

    /// The rules of the folders above a folder, up to the top of the repository it lies in; nil outside of any.
    static func above(_ folder: FilePath, names: [String]) -> IgnoreRules? {
        var chain: [FilePath] = []
        var current = folder
        while !FilePath.isRepository(current) {
            guard current.bytes.count > 1 else { return nil }
            current = current.parent
            chain.append(current)
        }
        var rules: IgnoreRules?
        let excludeFile = current.appending(".git/info/exclude")
        for (index, above) in chain.reversed().enumerated() {
            let files = (index == 0 ? [excludeFile] : []) + names.map { above.appending(FilePath($0)) }
            let patterns = files.flatMap(Self.patterns(inFile:))
            let skippedBytes = above.bytes.last == UInt8(ascii: "/") ? above.bytes.count : above.bytes.count + 1
            let prefix = Array(folder.bytes.dropFirst(skippedBytes)) + [UInt8(ascii: "/")]
            if !patterns.isEmpty { rules = IgnoreRules(patterns: patterns, prefix: prefix, outer: rules) }
        }
        if chain.isEmpty {
            let patterns = Self.patterns(inFile: excludeFile)
            if !patterns.isEmpty { rules = IgnoreRules(patterns: patterns) }
        }
        return rules
    }
}

extension FilePath {
    fileprivate static func isRepository(_ folder: FilePath) -> Bool {
        folder.appending(".git").withCString { access($0, F_OK) } == 0
    }
}
