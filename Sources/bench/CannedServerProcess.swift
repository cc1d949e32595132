internal import Glibc

/// What a canned server answers to every request.
enum CannedAnswer: String {
    /// A small message as JSON.
    case message
    /// A stream that begins at once and ends when all are let go.
    case stream

    var bytes: [UInt8] {
        switch self {
        case .message:
            let body =
                #"{"id":"msg_1","type":"message","role":"assistant","model":"claude-sonnet-5-5","content":[{"type":"text","text":"Six months."}],"stop_reason":"end_turn","stop_sequence":null,"usage":{"input_tokens":10,"output_tokens":4}}"#
            let head = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
            return Array((head + body).utf8)
        case .stream:
            let start = #"{"id":"m","type":"message","role":"assistant","model":"claude-sonnet-5-5","content":[],"#
            let events =
                Self.event("message_start", #","message":\#(start)"usage":{"input_tokens":1,"output_tokens":1}}"#)
                + Self.event("content_block_start", #","index":0,"content_block":{"type":"text","text":""}"#)
                + Self.event("content_block_delta", #","index":0,"delta":{"type":"text_delta","text":"Six months."}"#)
            return Array(("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n\r\n" + events).utf8)
        }
    }

    /// What follows when all are let go.
    var rest: [UInt8]? {
        guard self == .stream else { return nil }
        let events =
            Self.event("content_block_stop", #","index":0"#)
            + Self.event("message_delta", #","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":4}"#)
            + Self.event("message_stop", "")
        return Array(events.utf8)
    }

    private static func event(_ name: String, _ members: String) -> String {
        "event: \(name)\ndata: {\"type\":\"\(name)\"\(members)}\n\n"
    }
}

/// A canned server in a process of its own: neither its time nor its memory counts as ours.
final class CannedServerProcess {
    /// The word with which this program becomes the server.
    static let role = "canned-server"

    let url: String
    private let child: pid_t
    private let input: Int32

    init(_ answer: CannedAnswer) throws {
        var toChild: [Int32] = [0, 0]
        var fromChild: [Int32] = [0, 0]
        guard pipe(&toChild) == 0, pipe(&fromChild) == 0 else { throw BenchmarkError(description: "no pipe") }
        // No other child may hold the server's input open.
        for end in toChild + fromChild { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_adddup2(&actions, toChild[0], 0)
        posix_spawn_file_actions_adddup2(&actions, fromChild[1], 1)
        var words: [UnsafeMutablePointer<CChar>?] =
            ["bench", Self.role, answer.rawValue].map { strdup($0 as String) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        let failure = posix_spawn(&child, "/proc/self/exe", &actions, nil, &words, environ)
        close(toChild[0])
        close(fromChild[1])
        defer { close(fromChild[0]) }
        guard failure == 0 else { throw BenchmarkError(description: "the server cannot be started") }
        (self.child, input) = (child, toChild[1])
        // The line is shorter than a pipe's atomic write.
        var line = [UInt8](repeating: 0, count: 64)
        let count = read(fromChild[0], &line, line.count)
        url = String(decoding: line.prefix(max(0, count)).prefix { $0 != 0x0A }, as: UTF8.self)
        guard url.hasPrefix("http") else { throw BenchmarkError(description: "the server does not say where it is") }
    }

    deinit {
        close(input)
        var status: Int32 = 0
        while waitpid(child, &status, 0) < 0, errno == EINTR {}
    }

    /// Lets every stream end.
    func letGo() { _ = write(input, "x", 1) }

    /// The server itself: until the other end of its input is closed.
    static func run(_ answer: CannedAnswer) throws {
        let server = try CannedServer(answer: answer.bytes, rest: answer.rest.map { ($0, STDIN_FILENO) })
        let line = Array((server.url + "\n").utf8)
        _ = write(STDOUT_FILENO, line, line.count)
        var end = pollfd(fd: STDIN_FILENO, events: 0, revents: 0)
        while poll(&end, 1, -1) < 0, errno == EINTR {}
    }
}
