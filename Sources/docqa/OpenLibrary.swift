import CommandLine
import Configuration
import DocQA
import Storage

extension Invocation {
    /// Opens the configured database, runs the work, and closes it.
    func withLibrary<Result>(
        create: Bool = false, _ body: (Library, Configuration) async throws -> Result
    ) async throws -> Result {
        let configuration = try configuration()
        let library = try await Library.open(at: configuration[Settings.database], create: create)
        do {
            let result = try await body(library, configuration)
            await library.close()
            return result
        } catch {
            await library.close()
            throw error
        }
    }
}

/// Flags of the commands that work on documents.
enum DocumentFlags {
    static let collection = Flag.text(
        "collection", short: "c", "NAME", "The collection.", defaultText: "default", setting: "collection")
    static let anyCollection = Flag.text("collection", short: "c", "NAME", "Only this collection.")
}

/// Quantities as people read them.
enum Quantity {
    static func bytes(_ count: Int) -> String {
        let units = ["kB", "MB", "GB", "TB"]
        guard count >= 1000 else { return "\(count) B" }
        var value = Double(count) / 1000
        var unit = 0
        while value >= 999.5, unit < units.count - 1 {
            value /= 1000
            unit += 1
        }
        let rounded = value < 10 ? (value * 10).rounded() / 10 : value.rounded()
        return rounded == rounded.rounded() && value >= 10
            ? "\(Int(rounded)) \(units[unit])" : "\(rounded) \(units[unit])"
    }

    static func count(_ count: Int, _ one: String, _ many: String? = nil) -> String {
        "\(grouped(count)) \(count == 1 ? one : many ?? one + "s")"
    }

    /// 1234567 as "1,234,567".
    static func grouped(_ count: Int) -> String {
        var digits = Array(String(count))
        var index = digits.count - 3
        while index > (count < 0 ? 1 : 0) {
            digits.insert(",", at: index)
            index -= 3
        }
        return String(digits)
    }

    static func seconds(_ seconds: Double) -> String {
        if seconds < 10 { return "\((seconds * 10).rounded() / 10) s" }
        let whole = Int(seconds.rounded())
        if whole < 120 { return "\(whole) s" }
        if whole < 7200 { return "\(whole / 60) min \(whole % 60) s" }
        return "\(whole / 3600) h \(whole % 3600 / 60) min"
    }
}

extension CalendarDay {
    private static func dayCount(of month: Int, in year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The second at which a day begins that a person typed.
    static func start(of text: String, _ flag: String) throws -> Int {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2],
            (1...9999).contains(year), (1...12).contains(month), (1...dayCount(of: month, in: year)).contains(day)
        else { throw UsageError("\(flag) takes a day like 2026-01-31, not \(text).") }
        // Days since 1970, counted in years that begin in March.
        let shifted = month > 2 ? year : year - 1
        let monthFromMarch = (month + 9) % 12
        let dayOfYear = (153 * monthFromMarch + 2) / 5 + day - 1
        let days = shifted * 365 + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468
        return days * 86_400
    }
}
