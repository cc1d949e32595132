import Glibc
import JSON

/// A folder of scripted replies: `NAME.json` is what `x-simulator-reply: NAME` asks for.
enum ReplyFolder {
    static func read(_ folder: String) throws -> [String: ScriptedReply] {
        guard let handle = opendir(folder) else {
            throw ScriptedReply.Unusable(description: "The folder \(folder) cannot be read.")
        }
        defer { closedir(handle) }
        var replies: [String: ScriptedReply] = [:]
        while let entry = readdir(handle) {
            let name = withUnsafeBytes(of: &entry.pointee.d_name) {
                String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
            }
            guard name.hasSuffix(".json") else { continue }
            do {
                let value = try JSONValue(parsing: FileBytes.read("\(folder)/\(name)"))
                replies[String(name.dropLast(5))] = try ScriptedReply(value)
            } catch {
                throw ScriptedReply.Unusable(description: "\(folder)/\(name): \(error)")
            }
        }
        return replies
    }
}

/// Reads whole files.
package enum FileBytes {
    package struct CannotRead: Error, CustomStringConvertible {
        package let description: String
    }

    package static func read(_ path: String) throws(CannotRead) -> [UInt8] {
        guard let stream = fopen(path, "re") else {
            throw CannotRead(description: "\(path) cannot be read: \(String(cString: strerror(errno))).")
        }
        defer { fclose(stream) }
        var bytes: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = fread(&piece, 1, piece.count, stream)
            if count == 0 { return bytes }
            bytes += piece[..<count]
        }
    }
}
