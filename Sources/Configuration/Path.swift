import Glibc

/// Paths as text; what the file system makes of them is asked only where it must be.
package enum Path {
    /// An absolute path without `.`, `..` and repeated slashes; nil for `~/` without a home folder.
    package static func absolute(_ path: String, base: String, home: String?) -> String? {
        var path = path
        if path == "~" || path.hasPrefix("~/") {
            guard let home else { return nil }
            path = home + path.dropFirst()
        }
        return normalised(path.hasPrefix("/") ? path : base + "/" + path)
    }

    static func normalised(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return "/" + parts.joined(separator: "/")
    }

    package static func folder(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { return "/" }
        return String(path[..<slash])
    }

    /// Whether a path stays below a folder also when symbolic links are followed.
    static func isInside(_ path: String, _ folder: String) -> Bool {
        let root = resolved(folder)
        let place = resolved(path)
        return place == root || place.hasPrefix(root == "/" ? "/" : root + "/")
    }

    /// The path with the links of its longest existing part followed.
    static func resolved(_ path: String) -> String {
        if let real = realpath(path, nil) {
            defer { free(real) }
            return String(cString: real)
        }
        guard path != "/" else { return path }
        // A link to nowhere would be followed on creation, so where it points is what counts.
        var target = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
        let length = readlink(path, &target, target.count - 1)
        if length > 0 {
            let text = String(decoding: target[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
            return normalised(text.hasPrefix("/") ? text : resolved(folder(of: path)) + "/" + text)
        }
        let name = path[path.index(after: path.lastIndex(of: "/")!)...]
        let parent = resolved(folder(of: path))
        return parent == "/" ? "/" + name : parent + "/" + name
    }
}
