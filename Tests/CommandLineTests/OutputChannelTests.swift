import Glibc
import Testing

@testable import CommandLine

@Suite struct OutputChannelTests {
    /// A pipe with a channel on one end; `body` gets the channel and the other end.
    static func withPipe(_ terminal: Terminal, _ body: (OutputChannel, Int32) throws -> Void) throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        defer {
            close(ends[0])
            close(ends[1])
        }
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        try body(OutputChannel(descriptor: ends[1], terminal: terminal), ends[0])
    }

    static func available(_ descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(descriptor, &bytes, bytes.count)
        return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }

    @Test func aPipeGetsTextWhenMuchIsTogetherOrAtTheEnd() throws {
        try Self.withPipe(Terminal(isTerminal: false)) { channel, reader in
            try channel.write("a line\n")
            #expect(Self.available(reader) == "")
            try channel.flush()
            #expect(Self.available(reader) == "a line\n")
            try channel.write(String(repeating: "x", count: 40_000))
            #expect(Self.available(reader).count == 40_000)
        }
    }

    @Test func aTerminalGetsTextAtOnce() throws {
        try Self.withPipe(Terminal(isTerminal: true)) { channel, reader in
            try channel.write("now")
            #expect(Self.available(reader) == "now")
        }
    }

    @Test func aFullDiskIsToldWithItsReason() {
        let full = open("/dev/full", O_WRONLY)
        defer { close(full) }
        let channel = OutputChannel(descriptor: full, terminal: Terminal(isTerminal: true))
        #expect(throws: OutputError.failed("No space left on device")) { try channel.write("x") }
    }
}
