import DocumentModel
import PDFPages
import Testing

@Suite struct PDFMessagesTests {
    @Test(arguments: requests) func aRequestSurvivesTheWire(_ request: PDFRequest) {
        #expect(request.encoded().withUnsafeBytes { PDFRequest(decoding: $0) } == request)
    }

    @Test(arguments: replies) func aReplySurvivesTheWire(_ reply: PDFReply) {
        #expect(reply.encoded().withUnsafeBytes { PDFReply(decoding: $0) } == reply)
    }

    @Test(arguments: replies) func aReplyThatIsCutOrGoesOnIsRefused(_ reply: PDFReply) {
        let frame = reply.encoded()
        for length in 0..<frame.count {
            #expect(frame[..<length].withUnsafeBytes { PDFReply(decoding: $0) } == nil)
        }
        #expect((frame + [0]).withUnsafeBytes { PDFReply(decoding: $0) } == nil)
    }

    @Test func damagedFramesNeverTrapAndNeverGiveAnUnsoundPage() {
        var random = SeededRandom(seed: 7)
        let frames = Self.replies.map { $0.encoded() } + Self.requests.map { $0.encoded() }
        for _ in 0..<40_000 {
            var frame = frames[Int(random.next() % UInt64(frames.count))]
            for _ in 0...Int(random.next() % 4) {
                frame[Int(random.next() % UInt64(frame.count))] = UInt8(truncatingIfNeeded: random.next())
            }
            _ = frame.withUnsafeBytes { PDFRequest(decoding: $0) }
            guard case .page(let page)? = frame.withUnsafeBytes({ PDFReply(decoding: $0) }) else { continue }
            // What is believed can be used: spans cut the text at code points, and the document can be made.
            for line in page.lines {
                #expect(String(validating: page.text[Int(line.start)..<Int(line.end)], as: UTF8.self) != nil)
            }
            let front = PDFFront(pageCount: 1)
            let hello = PDFWorkerHello(landlock: 1, seccomp: true, library: "")
            let document = PDFReading(front: front, pages: [.read(page)], worker: hello).document()
            #expect(document.text == page.text)
        }
    }

    @Test func aWorkerOfAnotherVersionIsRefused() {
        var frame = PDFReply.hello(PDFWorkerHello(landlock: 1, seccomp: true, library: "1")).encoded()
        frame[1] &+= 1
        #expect(frame.withUnsafeBytes { PDFReply(decoding: $0) } == nil)
    }

    static let requests: [PDFRequest] = [
        .open(password: nil), .open(password: "pässword"), .pages(first: 1, last: 70_000, checkInk: true),
        .boxes(page: 3, codePoints: 5..<9),
        .picture(page: 2, highlights: [PDFBox(left: 1, top: 2, right: 3, bottom: 4)], dotsPerInch: 150),
        .excerpt(pages: [3, 1, 2]),
    ]

    static let replies: [PDFReply] = [
        .hello(PDFWorkerHello(landlock: 4, seccomp: true, library: "22.12.0")),
        .opened(
            PDFFront(
                pageCount: 2, title: "Title", author: nil,
                outline: [.init(title: "One", level: 1, page: 1, top: 20), .init(title: "Two", level: 2, page: 0)])),
        .page(
            PDFPage(
                number: 7, label: "vii", rotation: 90, width: 595, height: 842, text: Array("Grüße\na  b".utf8),
                lines: [
                    PDFLine(start: 0, end: 7, box: PDFBox(left: 1, top: 2, right: 30, bottom: 12), style: .bold),
                    PDFLine(start: 8, end: 12, box: PDFBox(left: 1, top: 20, right: 90, bottom: 30), cells: 2),
                ],
                cells: [PDFCell(start: 8, left: 1, right: 5), PDFCell(start: 11, left: 80, right: 90)],
                hidden: [HiddenText(TextSpan(0, 4), .tiny)], links: [Link(TextSpan(8, 9), target: "https://a.example")],
                notes: .textCut)),
        .pageFailed(number: 4), .boxes([PDFBox(left: 0, top: 0, right: 1, bottom: 1)]), .file([1, 2, 3]),
        .done(peakMemory: 1 << 33), .failed(.wrongPassword),
    ]
}

/// A generator that gives the same numbers every time (SplitMix64).
struct SeededRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
