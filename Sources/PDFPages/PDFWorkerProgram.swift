internal import Glibc

/// Which program reads PDFs, and what one process of it may use.
package struct PDFWorkerProgram: Sendable {
    package var path: String
    /// Address space in bytes.
    package var memoryLimit: Int
    /// Processor time for one document.
    package var processorSeconds: Int
    /// More of its environment, `NAME=value`; for tests.
    package var environment: [String]

    package init(path: String, memoryLimit: Int = 512 << 20, processorSeconds: Int = 300, environment: [String] = []) {
        self.path = path
        self.memoryLimit = memoryLimit
        self.processorSeconds = processorSeconds
        self.environment = environment
    }

    /// The worker that DOCQA_PDF_WORKER names, else the one beside the running program.
    package static func installed() -> PDFWorkerProgram {
        if let named = getenv("DOCQA_PDF_WORKER") { return PDFWorkerProgram(path: String(cString: named)) }
        var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
        let count = buffer.withUnsafeMutableBytes { bytes in
            readlink("/proc/self/exe", bytes.baseAddress!.assumingMemoryBound(to: CChar.self), bytes.count)
        }
        let program = buffer[0..<max(0, count)]
        let folder = program[...(program.lastIndex(of: UInt8(ascii: "/")) ?? 0)]
        return PDFWorkerProgram(path: String(decoding: folder, as: UTF8.self) + "docqa-pdf-worker")
    }
}
