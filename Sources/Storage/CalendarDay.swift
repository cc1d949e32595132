/// A day of the Gregorian calendar in UTC.
package struct CalendarDay: Sendable, Hashable {
    package let year: Int
    package let month: Int
    package let dayOfMonth: Int

    /// The day on which a moment lies, in seconds since 1970.
    package init(holding moment: Int) {
        // Years are counted from March, so that the leap day is the last.
        let days = moment.floorDivided(by: 86_400) + 719_468
        let era = days.floorDivided(by: 146_097)
        let dayOfEra = days - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// "2026-11-21"
    package var text: String { "\(padded(year, 4))-\(padded(month, 2))-\(padded(dayOfMonth, 2))" }

    /// "2026-11-21 06:30", of a moment in seconds since 1970.
    package static func minute(of moment: Int) -> String {
        let day = CalendarDay(holding: moment)
        let rest = moment - moment.floorDivided(by: 86_400) * 86_400
        return "\(day.text) \(day.padded(rest / 3_600, 2)):\(day.padded(rest % 3_600 / 60, 2))"
    }

    private func padded(_ number: Int, _ width: Int) -> String {
        let digits = String(number)
        return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
}

extension Int {
    func floorDivided(by divisor: Int) -> Int {
        self >= 0 ? self / divisor : -((divisor - 1 - self) / divisor)
    }
}
