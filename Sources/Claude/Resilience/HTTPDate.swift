/// Reads the dates of HTTP headers in the forms that are out there.
enum HTTPDate {
    private static let months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]
    private static let zones = ["est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7]

    /// Seconds since 1970, or nil when this is no date: `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT`,
    /// `Sun Nov  6 08:49:37 1994`.
    static func parse(_ text: String) -> Double? {
        let words = text.lowercased().split {
            $0 == " " || $0 == "," || $0 == "\t" || $0 == "-" && !text.contains(" -")
        }
        var day: Int?
        var month: Int?
        var year: Int?
        var seconds: Int?
        var zone = 0
        for word in words {
            if word.contains(":") {
                let parts = word.split(separator: ":").map { Int($0) }
                guard (2...3).contains(parts.count), let hour = parts[0], let minute = parts[1] else { return nil }
                guard let second = parts.count == 3 ? parts[2] : 0 else { return nil }
                seconds = hour * 3600 + minute * 60 + second
            } else if let number = months.firstIndex(of: String(word.prefix(3))), month == nil, Int(word) == nil {
                month = number + 1
            } else if word.count == 5, "+-".contains(word.first!), let offset = Int(word) {
                zone = (offset / 100) * 3600 + (offset % 100) * 60
            } else if let hours = zones[String(word)] {
                zone = hours * 3600
            } else if let number = Int(word) {
                if day == nil { day = number } else if year == nil { year = number }
            }
        }
        guard let day, let month, var year, let seconds else { return nil }
        if year < 69 { year += 2000 } else if year < 100 { year += 1900 }
        return Double(CivilDate(year: year, month: month, day: day).daysSince1970 * 86_400 + seconds - zone)
    }
}

/// A day of the calendar.
struct CivilDate: Hashable, Sendable {
    let year: Int
    let month: Int
    let day: Int

    init(year: Int, month: Int, day: Int) {
        self.year = year
        self.month = month
        self.day = day
    }

    /// `2026-11-30`, also at the front of a longer text.
    init?(_ text: String) {
        let parts = text.prefix(10).split(separator: "-").map { Int($0) }
        guard parts.count == 3, let year = parts[0], let month = parts[1], let day = parts[2] else { return nil }
        guard (1...12).contains(month), (1...31).contains(day) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    /// Counts days in the Gregorian calendar, with years that begin in March so that the leap day comes last.
    var daysSince1970: Int {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }
}
