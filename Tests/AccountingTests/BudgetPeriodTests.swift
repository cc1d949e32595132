import DocumentModel
import Storage
import Testing

@Suite struct BudgetPeriodTests {
    /// What `date -u -d @SECONDS` says.
    @Test(arguments: [
        (0, "1970-01-01"), (951_782_399, "2000-02-28"), (951_782_400, "2000-02-29"), (951_868_800, "2000-03-01"),
        (1_795_262_400, "2026-11-21"), (4_107_542_399, "2100-02-28"), (4_107_542_400, "2100-03-01"),
        (-1, "1969-12-31"),
    ])
    func knowsTheDay(moment: Int, text: String) {
        #expect(CalendarDay(holding: moment).text == text)
    }

    @Test(arguments: [
        (1_795_262_400, 1_793_491_200, 1_796_083_200),  // November 2026
        (951_782_400, 949_363_200, 951_868_800),  // February 2000
        (1_767_225_599, 1_764_547_200, 1_767_225_600),  // the last second of 2025
    ])
    func knowsTheMonth(moment: Int, start: Int, end: Int) {
        #expect(Budget.Period.month.start(of: moment) == start)
        #expect(Budget.Period.month.end(of: moment) == end)
        #expect(Budget.Period.month.end(of: end) > end)
    }
}
