internal import CSystem
internal import Glibc

/// What a worker does to itself before it sees a document. For the worker only: none of it can be undone.
package enum WorkerSandbox {
    /// What a worker may still read by path: character maps and fonts.
    static let folders = [
        "/usr/share/poppler", "/usr/share/fonts", "/usr/local/share/fonts", "/usr/share/ghostscript/fonts",
        "/etc/fonts",
        "/usr/share/fontconfig", "/var/cache/fontconfig", "/usr/share/X11/fonts", "/usr/share/texmf/fonts",
    ]

    /// Binds the process to its parent and puts limits and the sandbox in force.
    package static func enter() throws(PDFError) -> (landlock: Int, seccomp: Bool) {
        if let parent = number("DOCQA_PDF_WORKER_PARENT") {
            let failure = csystem_bind_to_parent(pid_t(truncatingIfNeeded: parent))
            guard failure == 0 else { throw PDFError(.system, "error \(failure)") }
        }
        let failure = csystem_limit(UInt64(number("DOCQA_PDF_WORKER_MEMORY") ?? 512 << 20), 64)
        guard failure == 0 else { throw PDFError(.system, "error \(failure)") }
        var pointers = folders.map { UnsafePointer<CChar>(strdup($0)) } + [nil]
        defer { for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) } }
        let landlock = csystem_landlock(&pointers)
        return (Int(landlock), csystem_seccomp())
    }

    /// From here on this process may use as much processor time as one document gets.
    package static func startProcessorTime() {
        _ = csystem_allow_processor_seconds(UInt64(number("DOCQA_PDF_WORKER_SECONDS") ?? 300))
    }

    private static func number(_ name: String) -> Int? {
        getenv(name).flatMap { Int(String(cString: $0)) }
    }
}
