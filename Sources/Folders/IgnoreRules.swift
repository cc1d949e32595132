/// The rules that hold in one folder: its own ignore files, and above them those of the folders it lies in.
final class IgnoreRules: Sendable {
    private let patterns: [PathPattern]
    /// What stands before a walked path, seen from the folder of these rules: not empty only above the root.
    private let prefix: [UInt8]
    /// How many bytes of a walked path lie outside the folder of these rules.
    private let depth: Int
    private let outer: IgnoreRules?

    init(patterns: [PathPattern], prefix: [UInt8] = [], depth: Int = 0, outer: IgnoreRules? = nil) {
        self.patterns = patterns
        self.prefix = prefix
        self.depth = depth
        self.outer = outer
    }

    enum Verdict {
        case undecided, ignored, kept
    }

    /// The last rule that matches decides, the rules of inner folders before those of outer ones.
    func verdict(_ path: ArraySlice<UInt8>, isDirectory: Bool) -> Verdict {
        var rules: IgnoreRules? = self
        while let current = rules {
            let relative =
                current.prefix.isEmpty ? path[(path.startIndex + current.depth)...] : (current.prefix + path)[...]
            for pattern in current.patterns.reversed() where pattern.matches(relative, isDirectory: isDirectory) {
                return pattern.isNegated ? .kept : .ignored
            }
            rules = current.outer
        }
        return .undecided
    }

    /// The patterns of an ignore file's text.
    static func parse(_ text: [UInt8]) -> [PathPattern] {
        let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
        let lines = text.starts(with: mark) ? text[3...] : text[...]
        return lines.split(separator: 10).compactMap(PathPattern.init(line:))
    }
}
