/// A point in time, in milliseconds since 1970.
package struct Timestamp: Hashable, Comparable, Sendable {
    package var milliseconds: Int

    package init(milliseconds: Int) { self.milliseconds = milliseconds }
    package init(seconds: Int) { milliseconds = seconds * 1000 }

    package static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }
    package static func + (time: Timestamp, seconds: Int) -> Timestamp {
        Timestamp(milliseconds: time.milliseconds + seconds * 1000)
    }

    /// RFC 3339 in UTC, to the second.
    package var text: String {
        let seconds = milliseconds / 1000
        let (days, rest) = (seconds / 86_400, seconds % 86_400)
        let date = Self.date(days: days)
        func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
        let time = "\(two(rest / 3600)):\(two(rest / 60 % 60)):\(two(rest % 60))"
        return "\(date.year)-\(two(date.month))-\(two(date.day))T\(time)Z"
    }

    /// Midnight on the first day of the next month.
    var nextMonth: Timestamp {
        var days = milliseconds / 86_400_000
        let month = Self.date(days: days).month
        while Self.date(days: days).month == month { days += 1 }
        return Timestamp(seconds: days * 86_400)
    }

    /// The proleptic Gregorian date, counted in 400-year cycles that begin on 1 March.
    private static func date(days: Int) -> (year: Int, month: Int, day: Int) {
        let shifted = days + 719_468
        let cycle = shifted / 146_097
        let dayOfCycle = shifted - cycle * 146_097
        let year = (dayOfCycle - dayOfCycle / 1460 + dayOfCycle / 36_524 - dayOfCycle / 146_096) / 365
        let dayOfYear = dayOfCycle - (365 * year + year / 4 - year / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        return (year + cycle * 400 + (month <= 2 ? 1 : 0), month, day)
    }
}

extension Timestamp {
    /// As HTTP writes dates: `Sun, 06 Nov 1994 08:49:37 GMT`.
    var httpDate: String {
        let text = text
        let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
        let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
        let parts = text.split { "-T:Z".contains($0) }
        let day = days[milliseconds / 86_400_000 % 7]
        return
            "\(day), \(parts[2]) \(months[(Int(parts[1]) ?? 1) - 1]) \(parts[0]) \(parts[3]):\(parts[4]):\(parts[5]) GMT"
    }
}
