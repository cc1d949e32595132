import CPoppler
import Glibc
import PDFPages

/// The only program that loads the PDF library. It reads one document at a time, handed over by descriptor on standard
/// input, which is a socket, and answers frame by frame until the other end closes.
@main
enum PDFWorker {
    static func main() {
        // Before the sandbox closes the file system.
        let memory = MemoryGauge()
        loadConverters()
        let sandbox: (landlock: Int, seccomp: Bool)
        do throws(PDFError) {
            sandbox = try WorkerSandbox.enter()
        } catch {
            exit(70)
        }
        tuneAllocator()
        let channel = FrameChannel(descriptor: 0)
        var conversation = Conversation(channel: channel, memory: memory)
        do throws(FrameChannel.Failure) {
            let hello = PDFWorkerHello(
                landlock: sandbox.landlock, seccomp: sandbox.seccomp, library: String(cString: poppler_get_version()))
            try channel.send(PDFReply.hello(hello).encoded())
            while true {
                guard let request = try channel.receive({ PDFRequest(decoding: $0) }) else { exit(65) }
                try conversation.answer(request)
            }
        } catch {
            exit(0)
        }
    }

    /// The library converts titles, form values and passwords through iconv, whose modules are files. What is in use stays
    /// loaded.
    private static func loadConverters() {
        for encoding in ["UTF-16BE", "UTF-16LE", "UTF-16", "ISO-8859-1"] {
            _ = g_iconv_open("UTF-8", encoding)
            _ = g_iconv_open(encoding, "UTF-8")
        }
    }

    /// The library allocates and frees without end; give memory back to the system rarely.
    private static func tuneAllocator() {
        mallopt(M_TRIM_THRESHOLD, 8 << 20)
        mallopt(M_TOP_PAD, 1 << 20)
        mallopt(M_ARENA_MAX, 1)
    }
}
