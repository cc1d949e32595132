/// Why a folder cannot be walked or watched at all. One bad entry is not an error but a `SkippedEntry`.
package struct FolderError: Error, Sendable {
    /// Stable words for programs.
    package struct Code: RawRepresentable, Hashable, Sendable {
        package let rawValue: String
        package init(rawValue: String) { self.rawValue = rawValue }

        package static let missing = Code(rawValue: "folder_missing")
        package static let unreadable = Code(rawValue: "folder_unreadable")
        package static let notAFolder = Code(rawValue: "not_a_folder")
        package static let cancelled = Code(rawValue: "cancelled")
        package static let cannotWatch = Code(rawValue: "cannot_watch")
    }

    package let code: Code
    package let description: String

    package init(_ code: Code, _ description: String) {
        self.code = code
        self.description = description
    }

    init(_ failure: RegularFile.Failure, walking path: FilePath) {
        switch failure {
        case .vanished: self.init(.missing, "\(path) does not exist: check its spelling.")
        case .notRegular:
            self.init(.notAFolder, "\(path) is neither a folder nor a regular file: name one of these.")
        case .denied: self.init(.unreadable, "\(path) may not be read: give yourself read permission.")
        case .system(let number):
            self.init(.unreadable, "\(path) cannot be read (system error \(number)): check the disk and try again.")
        case .changed, .larger:
            self.init(.unreadable, "\(path) changed while it was read: try again.")
        }
    }
}

extension FolderError: CustomStringConvertible {}
