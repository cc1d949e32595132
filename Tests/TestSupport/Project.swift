import Glibc
import JSON

/// The files of the project, for tests that hold it against itself.
package enum Project {
    /// The folder with `Package.swift`.
    package static let root: String = {
        let path = #filePath
        return String(path[..<path.firstRange(of: "/Tests/TestSupport/")!.lowerBound])
    }()

    /// Whether this is a git checkout and not an unpacked archive.
    package static var isCheckout: Bool { access(root + "/.git", F_OK) == 0 }

    /// The paths of all files below a folder, relative to the root, in order; hidden ones and build products are left out.
    package static func files(below folder: String) -> [String] {
        var found: [String] = []
        guard let handle = opendir(root + "/" + folder) else { return [] }
        defer { closedir(handle) }
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            if name.hasPrefix(".") || name == "__pycache__" { continue }
            let path = folder.isEmpty ? name : folder + "/" + name
            if entry.pointee.d_type == DT_DIR { found += files(below: path) } else { found.append(path) }
        }
        return found.sorted()
    }

    /// The text of a file, or nil when there is none.
    package static func text(_ path: String) -> String? { bytes(path).map { String(decoding: $0, as: UTF8.self) } }

    /// The bytes of a file, or nil when there is none.
    package static func bytes(_ path: String) -> [UInt8]? {
        guard let stream = fopen(root + "/" + path, "r") else { return nil }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, stream)
            if count == 0 { return bytes }
            bytes += piece[..<count]
        }
    }

    /// The JSON Schemas of `docs/schemas` by file name.
    package static func schemas() throws -> SchemaValidator {
        var documents: [String: JSONValue] = [:]
        for path in files(below: "docs/schemas") where path.hasSuffix(".json") {
            documents[String(path.dropFirst("docs/schemas/".count))] = try JSONValue(parsing: text(path) ?? "")
        }
        return SchemaValidator(documents: documents)
    }
}
