import DocumentModel
import Glibc
import PDFPages

/// A worker that reads nothing and goes wrong as FAULT says, for the tests of the pool. Its document has FAULT_PAGES pages.
///
/// With FAULT_SIGNED the process signs each page in place of the page's label. FAULT is a list of `KIND@PAGE`, where the page may be `open`; with a `!` behind it the fault strikes only a worker that
/// did not begin with this page, so that the second try succeeds.
@main enum FaultyWorker {
    static func main() {
        let faults = (value("FAULT") ?? "").split(separator: ",").map(String.init)
        let pageCount = value("FAULT_PAGES").flatMap { Int($0) } ?? 5
        let sandbox = (try? WorkerSandbox.enter()) ?? (0, false)
        if faults.contains("mute") { forever() }
        let channel = FrameChannel(descriptor: 0)
        func reply(_ reply: PDFReply) { try? channel.send(reply.encoded()) }
        if faults.contains("old") {
            try? channel.send([1, 0xFF, 0xFF, 0, 1, 0, 0, 0, 0])
        }
        reply(.hello(PDFWorkerHello(landlock: sandbox.0, seccomp: sandbox.1, library: "faulty")))
        while let request = try? channel.receive({ PDFRequest(decoding: $0) }) {
            switch request {
            case .open:
                close(channel.takeDescriptor())
                strike(faults, "open", channel)
                reply(.opened(PDFFront(pageCount: pageCount)))
            case .pages(let first, let last, _):
                for number in first...last {
                    if first != number { strike(faults, "\(number)!", channel) }
                    strike(faults, "\(number)", channel)
                    if let seed = value("FAULT_SEED").flatMap({ UInt64($0) }), strikes(seed, first, number) {
                        kill(getpid(), SIGKILL)
                    }
                    var page = PDFPage(number: number, text: Array("page \(number)".utf8))
                    if value("FAULT_SIGNED") != nil { page.label = "\(getpid())" }
                    reply(.page(page))
                }
                reply(.done(peakMemory: 1))
            case .boxes, .picture, .excerpt: reply(.failed(.noSuchPage))
            }
        }
    }

    private static func strike(_ faults: [String], _ place: String, _ channel: FrameChannel) {
        for fault in faults where fault.hasSuffix("@" + place) {
            switch fault.prefix(while: { $0 != "@" }) {
            case "crash": abort()
            case "killed": kill(getpid(), SIGKILL)
            case "leave": exit(3)
            case "hang": forever()
            case "spin": while getpid() > 0 {}
            case "garbage": try? channel.send([0xEE, 1, 2, 3])
            case "endless":
                _ = [UInt8](repeating: 0xFF, count: 4096).withUnsafeBytes { write(0, $0.baseAddress!, $0.count) }
            case "other": try? channel.send(PDFReply.page(PDFPage(number: 999)).encoded())
            case "bloat": bloat()
            case "socket": _ = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            case "program": execl()
            case "file": if open("/etc/passwd", O_RDONLY) >= 0 { exit(1) }
            case "write": if open("/usr/share/fonts/x", O_WRONLY | O_CREAT, 0o600) >= 0 { exit(1) }
            default: break
            }
        }
    }

    private static func execl() {
        var arguments: [UnsafeMutablePointer<CChar>?] = [strdup("/bin/true"), nil]
        execv("/bin/true", &arguments)
    }

    private static func bloat() {
        var blocks: [UnsafeMutableRawPointer] = []
        while let block = malloc(1 << 20) {
            memset(block, 1, 1 << 20)
            blocks.append(block)
        }
        abort()
    }

    private static func forever() {
        // Not `pause`: the sandbox refuses it, and a loop around it would be busy instead of silent.
        while true { poll(nil, 0, -1) }
    }

    private static func value(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

/// Whether a worker that began with one page dies over another: a third of the time, and always the same way for a seed.
private func strikes(_ seed: UInt64, _ first: Int, _ number: Int) -> Bool {
    var z = seed &+ UInt64(first) &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(number) &* 0xD1B5_4A32_D192_ED03
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return (z ^ (z >> 31)) % 3 == 0
}
