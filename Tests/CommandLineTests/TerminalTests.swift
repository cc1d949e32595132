import Glibc
import Testing

@testable import CommandLine

@Suite struct TerminalTests {
    /// What a pseudo terminal shows under an environment.
    static func terminal(_ environment: [String: String], color: ColorChoice = .auto) throws -> Terminal {
        let controller = open("/dev/ptmx", O_RDWR | O_NOCTTY)
        try #require(controller >= 0)
        defer { close(controller) }
        // TIOCSPTLCK and TIOCGPTN, which Swift does not import.
        var isLocked: Int32 = 0
        var number: UInt32 = 0
        try #require(ioctl(controller, 0x4004_5431, &isLocked) == 0 && ioctl(controller, 0x8004_5430, &number) == 0)
        let device = open("/dev/pts/\(number)", O_RDWR | O_NOCTTY)
        try #require(device >= 0)
        defer { close(device) }
        return Terminal(descriptor: device, color: color) { environment[$0] }
    }

    @Test func showsColoursAndLinksOnATerminal() throws {
        let terminal = try Self.terminal(["TERM": "xterm-256color"])
        #expect(terminal.isTerminal && terminal.showsColor && terminal.showsLinks)
    }

    @Test(arguments: [["TERM": "dumb"], ["TERM": "xterm", "NO_COLOR": "1"]])
    func showsNoColoursWhereTheyAreNotWanted(environment: [String: String]) throws {
        #expect(try !Self.terminal(environment).showsColor)
        #expect(try Self.terminal(environment, color: .always).showsColor)
    }

    @Test func anEmptyNoColorMeansNothing() throws {
        #expect(try Self.terminal(["TERM": "xterm", "NO_COLOR": ""]).showsColor)
    }

    @Test func theLinuxConsoleGetsNoLinks() throws {
        #expect(try !Self.terminal(["TERM": "linux"]).showsLinks)
    }

    @Test func aFileIsNoTerminal() {
        let file = open("/dev/null", O_WRONLY)
        defer { close(file) }
        let terminal = Terminal(descriptor: file, color: .auto) { ["TERM": "xterm", "COLUMNS": "132"][$0] }
        #expect(!terminal.isTerminal && !terminal.showsColor && !terminal.showsLinks && terminal.width == 132)
    }

    @Test func aLinkCannotBeBrokenOutOf() {
        let terminal = Terminal(isTerminal: true, showsLinks: true)
        let link = terminal.linked("here", to: "file:///tmp/\u{1B}\\evil \u{7}é")
        #expect(link == "\u{1B}]8;;file:///tmp/%1B%5Cevil%20%07%C3%A9\u{1B}\\here\u{1B}]8;;\u{1B}\\")
        #expect(Terminal.fileAddress("/a b/100%#?.pdf") == "file:///a%20b/100%25%23%3F.pdf")
        #expect(Terminal(isTerminal: false).linked("here", to: "file:///x") == "here")
    }

    @Test func stylesLeaveNothingBehind() {
        let terminal = Terminal(isTerminal: true, showsColor: true)
        #expect(terminal.styled("x", .bold, .red) == "\u{1B}[1;31mx\u{1B}[0m")
        #expect(terminal.styled("", .bold) == "")
    }
}
