internal import DocumentModel

/// Whether an HTML element can be seen, judged by its own attributes.
struct Visibility {
    private(set) var reason: HiddenText.Reason?

    mutating func read(_ name: String, _ value: String) {
        guard reason == nil else { return }
        switch name {
        case "hidden": reason = value.lowercased() == "until-found" ? nil : .attribute
        case "aria-hidden": reason = value.lowercased() == "true" ? .attribute : nil
        case "style": reason = InlineStyle(value).hidingReason
        default: break
        }
    }
}

/// The declarations of a `style` attribute that can make text invisible.
struct InlineStyle {
    let hidingReason: HiddenText.Reason?
    let color: StyleColor?
    let background: StyleColor?

    init(_ style: String) {
        var values: [String: String] = [:]
        for declaration in style.lowercased().split(separator: ";") {
            guard let colon = declaration.firstIndex(of: ":") else { continue }
            let name = String(declaration[..<colon].filter { !$0.isWhitespace })
            let value = declaration[declaration.index(after: colon)...].split(whereSeparator: \.isWhitespace)
                .filter { $0 != "!important" }.joined(separator: " ")
            values[name] = value.hasSuffix("!important") ? String(value.dropLast(10)) : value
        }
        color = values["color"].flatMap(StyleColor.init(_:))
        let name = values["background-color"] ?? values["background"]?.split(separator: " ").first.map(String.init)
        background = name.flatMap(StyleColor.init(_:))
        hidingReason = Self.judge(values) ?? Self.judge(color, on: background)
    }

    private static func judge(_ values: [String: String]) -> HiddenText.Reason? {
        if values["display"] == "none" { return .style }
        if let visibility = values["visibility"], visibility == "hidden" || visibility == "collapse" { return .style }
        if let opacity = values["opacity"].flatMap(number), opacity <= 0.01 { return .style }
        if let size = values["font-size"].flatMap(pixels), size < 1 { return .tiny }
        if let clip = values["clip"], clip.filter({ !$0.isWhitespace }).hasPrefix("rect(0") { return .style }
        if let clip = values["clip-path"], clip.contains("inset(100%") || clip.contains("inset(50%") { return .style }
        for name in ["width", "height", "max-height", "max-width"] {
            let hides =
                values["overflow"] == "hidden" || values["overflow-\(name.hasSuffix("width") ? "x" : "y")"] == "hidden"
            if hides, let length = values[name].flatMap(pixels), length < 1 { return .style }
        }
        if isOffScreen(values) { return .outsidePage }
        return nil
    }

    private static func judge(_ color: StyleColor?, on background: StyleColor?) -> HiddenText.Reason? {
        guard let color else { return nil }
        if color.isTransparent { return .color }
        guard let background, !background.isTransparent else { return nil }
        return color == background ? .color : nil
    }

    private static func isOffScreen(_ values: [String: String]) -> Bool {
        if let indent = values["text-indent"].flatMap(pixels), indent <= -500 { return true }
        for name in ["margin-left", "margin-top"] {
            if let length = values[name].flatMap(pixels), length <= -500 { return true }
        }
        guard let position = values["position"], position == "absolute" || position == "fixed" || position == "relative"
        else { return false }
        return ["left", "top", "right", "bottom"].contains { name in
            values[name].flatMap(pixels).map { $0 <= -500 } ?? false
        }
    }

    private static func number(_ value: String) -> Double? {
        value.hasSuffix("%") ? Double(value.dropLast()).map { $0 / 100 } : Double(value)
    }

    /// A length in pixels; relative units by the usual font size.
    private static func pixels(_ value: String) -> Double? {
        for (unit, factor) in [
            ("px", 1.0), ("pt", 4.0 / 3), ("rem", 16), ("em", 16), ("vw", 10), ("vh", 10), ("%", 10),
        ]
        where value.hasSuffix(unit) {
            return Double(value.dropLast(unit.count)).map { $0 * factor }
        }
        return Double(value)
    }
}

/// A color as a style names it.
struct StyleColor: Equatable {
    private let red, green, blue: Int
    let isTransparent: Bool

    init?(_ text: String) {
        let text = text.trimmed
        if text == "transparent" {
            self.init(0, 0, 0, isTransparent: true)
        } else if let hex = Self.names[text] ?? (text.hasPrefix("#") ? String(text.dropFirst()) : nil) {
            self.init(hex: hex)
        } else if text.hasPrefix("rgb"), let open = text.firstIndex(of: "("), let close = text.lastIndex(of: ")"),
            open < close
        {
            let parts = text[text.index(after: open)..<close].split { $0 == "," || $0 == " " || $0 == "/" }
            let numbers = parts.compactMap { Double($0) }
            guard numbers.count >= 3, numbers.allSatisfy({ abs($0) < 10_000 }) else { return nil }
            let isTransparent = numbers.count > 3 && numbers[3] <= 0.01
            self.init(Int(numbers[0]), Int(numbers[1]), Int(numbers[2]), isTransparent: isTransparent)
        } else {
            return nil
        }
    }

    private init(_ red: Int, _ green: Int, _ blue: Int, isTransparent: Bool) {
        self.red = red
        self.green = green
        self.blue = blue
        self.isTransparent = isTransparent
    }

    private init?(hex: String) {
        let digits = hex.compactMap(\.hexDigitValue)
        guard digits.count == hex.count else { return nil }
        switch digits.count {
        case 3, 4:
            self.init(
                digits[0] * 17, digits[1] * 17, digits[2] * 17, isTransparent: digits.count == 4 && digits[3] == 0)
        case 6, 8:
            let isTransparent = digits.count == 8 && digits[6] == 0 && digits[7] == 0
            self.init(
                digits[0] * 16 + digits[1], digits[2] * 16 + digits[3], digits[4] * 16 + digits[5],
                isTransparent: isTransparent)
        default: return nil
        }
    }

    private static let names = [
        "white": "ffffff", "black": "000000", "red": "ff0000", "green": "008000", "blue": "0000ff", "gray": "808080",
        "grey": "808080", "silver": "c0c0c0", "yellow": "ffff00", "whitesmoke": "f5f5f5", "snow": "fffafa",
        "ivory": "fffff0", "lightgray": "d3d3d3", "lightgrey": "d3d3d3", "navy": "000080", "orange": "ffa500",
    ]
}

extension String {
    fileprivate var trimmed: String { split(whereSeparator: \.isWhitespace).joined(separator: " ") }
}
