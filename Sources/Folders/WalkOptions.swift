/// What a walk looks at.
package struct WalkOptions: Sendable {
    /// Patterns in the manner of an ignore file; with any, only files that match one, or lie in a folder that does.
    package var include: [String]
    /// Patterns in the manner of an ignore file: what matches is left out, whatever ignore files say.
    package var exclude: [String]
    /// Names of the ignore files, the later the stronger.
    package var ignoreFiles: [String]

    package init(
        include: [String] = [], exclude: [String] = [], ignoreFiles: [String] = [".gitignore", ".docqaignore"]
    ) {
        self.include = include
        self.exclude = exclude
        self.ignoreFiles = ignoreFiles
    }
}

/// A file that a walk found.
package struct WalkedFile: Sendable, Hashable {
    /// The root's path with the path below it.
    package var path: FilePath
    package var facts: FileFacts

    package init(path: FilePath, facts: FileFacts) {
        self.path = path
        self.facts = facts
    }
}

/// An entry of a folder that is not read although no rule leaves it out.
package struct SkippedEntry: Sendable, Hashable {
    /// Stable words for programs.
    package enum Code: String, Sendable, Hashable {
        case unreadableFolder = "unreadable_folder"
        case specialFile = "special_file"
        case brokenLink = "broken_link"
        case linkOutOfRoot = "link_out_of_root"
        /// It went away between listing and looking.
        case vanished
    }

    package var path: FilePath
    package var code: Code
    /// One sentence for people, without the path.
    package var reason: String

    package init(path: FilePath, code: Code, reason: String) {
        self.path = path
        self.code = code
        self.reason = reason
    }
}
