import Glibc

/// What a person sees at the other end of a stream: whether it is a terminal, how wide, and what it can show.
package struct Terminal: Sendable {
    package let isTerminal: Bool
    package let showsColor: Bool
    package let showsLinks: Bool
    /// Whether a line that is longer than a terminal made narrower goes on in the next; others cut it.
    package let rewrapsLines: Bool
    private let descriptor: Int32?
    private let fixedWidth: Int

    /// The terminal, file or pipe behind a descriptor.
    package init(
        descriptor: Int32, color: ColorChoice, environment: (String) -> String? = Self.environmentValue
    ) {
        isTerminal = isatty(descriptor) == 1
        let isDumb = environment("TERM") == "dumb"
        let refusesColor = environment("NO_COLOR").map { !$0.isEmpty } ?? false
        showsColor =
            switch color {
            case .always: true
            case .never: false
            case .auto: isTerminal && !isDumb && !refusesColor
            }
        // The Linux console prints the address of a link instead of hiding it.
        showsLinks = isTerminal && !isDumb && color != .never && environment("TERM") != "linux"
        // xterm names itself; the Linux console and GNU screen are known by their kind.
        let kind = environment("TERM") ?? ""
        let isScreen = kind.hasPrefix("screen") && environment("TMUX") == nil
        rewrapsLines = isTerminal && !isDumb && environment("XTERM_VERSION") == nil && kind != "linux" && !isScreen
        self.descriptor = descriptor
        fixedWidth = environment("COLUMNS").flatMap { Int($0) }.map { max(20, $0) } ?? 80
    }

    /// A stream with fixed abilities, for tests and files.
    package init(isTerminal: Bool, showsColor: Bool = false, showsLinks: Bool = false, width: Int = 80) {
        self.isTerminal = isTerminal
        self.showsColor = showsColor
        self.showsLinks = showsLinks
        rewrapsLines = false
        descriptor = nil
        fixedWidth = width
    }

    /// The columns now; asked again each time, since people resize. 80 when it is not a terminal.
    package var width: Int {
        guard isTerminal, let descriptor else { return fixedWidth }
        var size = winsize()
        guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return fixedWidth }
        return max(20, Int(size.ws_col))
    }

    /// The text in a style, or as it is when the stream shows none.
    package func styled(_ text: String, _ styles: TextStyle...) -> String {
        guard showsColor, !text.isEmpty, !styles.isEmpty else { return text }
        return "\u{1B}[\(styles.map { String($0.rawValue) }.joined(separator: ";"))m\(text)\u{1B}[0m"
    }

    /// The text as a link (OSC 8), or as it is. The address is escaped; the text must be harmless already.
    package func linked(_ text: String, to address: String) -> String {
        guard showsLinks else { return text }
        return "\u{1B}]8;;\(Self.escaped(address))\u{1B}\\\(text)\u{1B}]8;;\u{1B}\\"
    }

    /// The `file:` address of an absolute path.
    package static func fileAddress(_ path: String) -> String {
        "file://" + escaped(path, keeping: "/-._~")
    }

    /// Percent-encodes every byte that could end the escape sequence or does not belong into an address.
    private static func escaped(_ text: String, keeping kept: String = "/-._~:?#[]@!$&'()*+,;=%") -> String {
        let kept = Set(kept.utf8)
        var out = ""
        for byte in text.utf8 {
            let isAlphanumeric =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            if isAlphanumeric || kept.contains(byte) {
                out.unicodeScalars.append(Unicode.Scalar(byte))
            } else {
                let hex = String(byte, radix: 16, uppercase: true)
                out += "%" + (hex.count == 1 ? "0" + hex : hex)
            }
        }
        return out
    }

    package static func environmentValue(_ name: String) -> String? {
        getenv(name).map { String(cString: $0) }
    }
}

/// When to use colours.
package enum ColorChoice: String, Sendable, CaseIterable { case auto, always, never }

/// The codes of ECMA-48's SGR that are used.
package enum TextStyle: Int, Sendable {
    case bold = 1
    case dim = 2
    case italic = 3
    case underline = 4
    case red = 31
    case green = 32
    case yellow = 33
    case blue = 34
    case cyan = 36
}
