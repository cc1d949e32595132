import Glibc
import HTTPServer
import JSON
import Synchronization

/// Writes every request and response into a folder, for looking at afterwards. Keys are left out.
final class Recorder: Sendable {
    private let folder: String

    struct CannotRecord: Error, CustomStringConvertible {
        let description: String
    }

    init(folder: String) throws {
        if mkdir(folder, 0o700) != 0, errno != EEXIST {
            throw CannotRecord(description: "The folder \(folder) cannot be made: \(String(cString: strerror(errno))).")
        }
        self.folder = folder
    }

    /// Writes down a request, and the response as it is sent.
    func record(_ number: Int, _ request: ServerRequest, _ response: ServerResponse) -> ServerResponse {
        let name = "\(folder)/" + String(repeating: "0", count: max(0, 6 - String(number).count)) + String(number)
        let hidden: Set<String> = ["x-api-key", "authorization"]
        var lines = "\(request.method) \(request.head.target)\n"
        for field in request.head.fields where !hidden.contains(field.name) {
            lines += "\(field.name): \(field.value)\n"
        }
        write(Array("\(lines)\n".utf8) + request.body, to: name + ".request")
        let head = "\(response.status)\n" + response.fields.map { "\($0.name): \($0.value)\n" }.joined() + "\n"
        switch response.body {
        case .bytes(let bytes): write(Array(head.utf8) + bytes, to: name + ".response")
        case .stream(let body):
            write(Array(head.utf8), to: name + ".response")
            var recorded = response
            recorded.body = .stream { writer in
                try await body(writer.copying { [self] in write($0, to: name + ".response", appends: true) })
            }
            return recorded
        }
        return response
    }

    private func write(_ bytes: [UInt8], to path: String, appends: Bool = false) {
        let flags = O_WRONLY | O_CREAT | O_CLOEXEC | (appends ? O_APPEND : O_TRUNC)
        let descriptor = open(path, flags, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        var written = 0
        while written < bytes.count {
            let count = bytes.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + written, $0.count - written) }
            guard count > 0 else { return }
            written += count
        }
    }
}
